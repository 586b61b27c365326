package dev.weir.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of Java on a page of the cookbook, and the exchanges that are shown below it.
 *
 * @param page the page
 * @param line where it begins
 * @param kind what stands behind {@code java}: nothing for what is run, {@code compiled} or {@code preview} for what is not
 * @param text the piece
 * @param exchanges what is asked of it, and what it answers
 */
record Recipe(Path page, int line, String kind, String text, List<Exchange> exchanges) {
    /** Stands for anything, in a value or in content. */
    private static final String ANYTHING = "…";

    /**
     * A request and its response, as a page shows them.
     *
     * @param method the request's method
     * @param target the request's target
     * @param fields the request's fields
     * @param content the request's content, or an empty text
     * @param heads the heads of the response: interim ones, and the final one
     * @param answer the response's content, or an empty text where it does not matter
     * @param trailers fields behind the content
     */
    record Exchange(
            String method,
            String target,
            List<String> fields,
            String content,
            List<Head> heads,
            String answer,
            List<String> trailers) {}

    /** The status and the fields of a response. */
    record Head(int status, List<String> fields) {}

    /** The name of its class. */
    String className() {
        String name = page.getFileName().toString().replace(".md", "").replace('-', '_');
        return "Recipe_" + name + "_" + line;
    }

    @Override
    public String toString() {
        return page.getFileName() + ":" + line;
    }

    /** The recipes of a page, in their order. */
    static List<Recipe> of(Path page) throws IOException {
        List<Recipe> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("```") || line.length() == 3) {
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            List<String> block = lines.subList(i + 1, end);
            if (line.startsWith("```java")) {
                String kind = line.substring(7).strip();
                found.add(new Recipe(page, i + 1, kind, String.join("\n", block) + "\n", new ArrayList<>()));
            } else if (line.equals("```http")) {
                found.getLast().exchanges.addAll(exchanges(block));
            }
            i = end;
        }
        return found;
    }

    private static List<Exchange> exchanges(List<String> lines) {
        List<Exchange> all = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String[] first = lines.get(at++).substring(2).split(" ", -1);
            List<String> fields = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith("> ")) {
                fields.add(lines.get(at++).substring(2));
            }
            List<String> content = new ArrayList<>();
            if (lines.get(at).equals(">")) {
                at++;
                while (lines.get(at).startsWith(">")) {
                    String line = lines.get(at++);
                    content.add(line.length() > 2 ? line.substring(2) : "");
                }
            }
            List<Head> heads = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith("< ")) {
                String line = lines.get(at++).substring(2);
                if (line.matches("[0-9]{3}")) {
                    heads.add(new Head(Integer.parseInt(line), new ArrayList<>()));
                } else {
                    heads.getLast().fields.add(line);
                }
            }
            List<String> answer = new ArrayList<>();
            List<String> trailers = new ArrayList<>();
            for (; at < lines.size() && !lines.get(at).startsWith("> "); at++) {
                if (lines.get(at).startsWith("<< ")) {
                    trailers.add(lines.get(at).substring(3));
                } else {
                    answer.add(lines.get(at));
                }
            }
            boolean parts = fields.stream().anyMatch(field -> field.contains("multipart/"));
            all.add(new Exchange(
                    first[0],
                    first[1],
                    fields,
                    String.join(parts ? "\r\n" : "\n", content),
                    heads,
                    String.join("\n", answer).strip(),
                    trailers));
        }
        return all;
    }

    /** Whether a text is what a page says, where an ellipsis stands for anything. */
    static boolean fits(String expected, String actual) {
        String[] parts = expected.split(ANYTHING, -1);
        int at = parts[0].length();
        if (!actual.startsWith(parts[0]) || parts.length == 1) {
            return actual.equals(expected);
        }
        for (int i = 1; i < parts.length - 1; i++) {
            int next = actual.indexOf(parts[i], at);
            if (next < 0) {
                return false;
            }
            at = next + parts[i].length();
        }
        return actual.length() >= at + parts[parts.length - 1].length() && actual.endsWith(parts[parts.length - 1]);
    }
}
