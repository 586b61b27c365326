package dev.weir.http.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz form}. The input is a query or a form's
 * content. It holds what the JDK's decoder finds once a percent sign without two digits is escaped; it is strict
 * exactly where it has no such sign and no semicolon; all ways to read it agree, and printed and read again it is the
 * same. {@link FuzzTest} runs it over its corpus.
 */
public final class FormFuzz {
    private static final Pattern FORM = Pattern.compile("(?:[^%;]|%[0-9A-Fa-f]{2})*+", Pattern.DOTALL);

    private FormFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<List<Form.Parameter>> parsed = read(() -> Form.parse(text));
        Optional<List<Form.Parameter>> expected = decode(text);
        check(parsed.equals(expected), parsed + ", and not " + expected, text);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String query = new String(bytes, StandardCharsets.ISO_8859_1);
        check(parsed.equals(read(() -> Form.ofTarget(query))), "a target", text);
        check(
                parsed.equals(read(() -> Form.read(
                        TestRequest.builder()
                                .method("POST")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .content(new ByteArrayInputStream(bytes), -1)
                                .build(),
                        bytes.length,
                        Form.MAX_PARAMETERS))),
                "content",
                text);
        if (parsed.isPresent()) {
            Form form = Form.parse(text);
            for (Form.Parameter parameter : form) {
                check(
                        form.all(parameter.name()).contains(parameter.value())
                                && form.all(parameter.name()).getFirst().equals(form.required(parameter.name())),
                        "by name",
                        text);
            }
            check(read(() -> Form.parse(form.toString()).strict()).equals(parsed), "printed as " + form, text);
            check(read(form::strict).isPresent() == FORM.matcher(text).matches(), "strict", text);
        }
    }

    private static void check(boolean so, String what, String text) {
        if (!so) {
            throw new AssertionError(what + " of: " + text);
        }
    }

    private interface Source {
        Form get() throws IOException;
    }

    private static Optional<List<Form.Parameter>> read(Source source) {
        try {
            List<Form.Parameter> parameters = new ArrayList<>();
            source.get().forEach(parameters::add);
            return Optional.of(parameters);
        } catch (HttpError e) {
            if (e.status() != Status.BAD_REQUEST) {
                throw new AssertionError(e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("content in memory does not fail", e);
        }
    }

    private static Optional<List<Form.Parameter>> decode(String text) {
        List<Form.Parameter> parameters = new ArrayList<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                String[] sides = pair.split("=", 2);
                parameters.add(new Form.Parameter(decoded(sides[0]), sides.length == 2 ? decoded(sides[1]) : ""));
            }
        }
        return parameters.size() > Form.MAX_PARAMETERS ? Optional.empty() : Optional.of(parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }
}
