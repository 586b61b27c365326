package dev.weir.json.jackson;

import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.json.JsonCodec;
import dev.weir.json.spi.JsonSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz json}. The input is the content of a request. It
 * is read where it is what RFC 8259 says, within the limits and with each name once, and else refused with 400 and a
 * message that names no class. {@link FuzzTest} runs it over its corpus.
 */
public final class JsonFuzz {
    private static final JsonSettings SETTINGS =
            JsonSettings.DEFAULT.withMaxDepth(8).withMaxNumber(100);
    private static final JsonCodec CODEC = JsonCodec.of(new JacksonJson()).with(SETTINGS);

    private JsonFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        boolean valid = valid(input);
        try {
            CODEC.read(
                    MemoryRequest.builder()
                            .method("POST")
                            .header("Content-Type", "application/json")
                            .content(input)
                            .build(),
                    Object.class);
            if (!valid) {
                throw new AssertionError("was read");
            }
        } catch (HttpError e) {
            if (valid || e.status() != 400) {
                throw new AssertionError("was refused: " + e.status() + " " + e.getMessage());
            }
            int path = e.getMessage().indexOf(" at /");
            String said = path < 0 ? e.getMessage() : e.getMessage().substring(0, path);
            if (said.contains("java") || said.contains("jackson") || said.contains("dev.")) {
                throw new AssertionError("a class is named: " + said);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean valid(byte[] input) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input))
                    .toString();
            return new Grammar(text).isValue() && !text.strip().equals("null");
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** RFC 8259, letter by letter. */
    private static final class Grammar {
        private final String text;
        private int at;

        Grammar(String text) {
            this.text = text;
        }

        boolean isValue() {
            return value(0) && at == text.length();
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private boolean space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return true;
        }

        private boolean value(int depth) {
            space();
            if (at == text.length()) {
                return false;
            }
            boolean good = switch (text.charAt(at)) {
                case '{' -> depth < SETTINGS.maxDepth() && object(depth + 1);
                case '[' -> depth < SETTINGS.maxDepth() && array(depth + 1);
                case '"' -> string() != null;
                case 't' -> word("true");
                case 'f' -> word("false");
                case 'n' -> word("null");
                default -> number();
            };
            return good && space();
        }

        private boolean word(String word) {
            boolean there = text.startsWith(word, at);
            at += word.length();
            return there;
        }

        private boolean object(int depth) {
            at++;
            space();
            if (take('}')) {
                return true;
            }
            Set<String> names = new HashSet<>();
            do {
                space();
                String name = at < text.length() && text.charAt(at) == '"' ? string() : null;
                if (name == null || !names.add(name) || !space() || !take(':') || !value(depth)) {
                    return false;
                }
            } while (take(','));
            return take('}');
        }

        private boolean array(int depth) {
            at++;
            space();
            if (take(']')) {
                return true;
            }
            do {
                if (!value(depth)) {
                    return false;
                }
            } while (take(','));
            return take(']');
        }

        private String string() {
            StringBuilder said = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return said.toString();
                }
                if (c < ' ') {
                    return null;
                }
                if (c != '\\') {
                    said.append(c);
                    continue;
                }
                at++;
                int escape = at < text.length() ? "\"\\/bfnrt".indexOf(text.charAt(at)) : -1;
                if (escape >= 0) {
                    said.append("\"\\/\b\f\n\r\t".charAt(escape));
                } else if (at + 4 < text.length()
                        && text.charAt(at) == 'u'
                        && text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
                    said.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    return null;
                }
            }
            return null;
        }

        private boolean number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String number = text.substring(from, at);
            return number.length() <= SETTINGS.maxNumber()
                    && number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
        }
    }
}
