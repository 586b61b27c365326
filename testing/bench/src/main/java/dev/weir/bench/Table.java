package dev.weir.bench;

import java.util.List;
import java.util.regex.Pattern;

/** Lays out cells in columns: words to the left, what begins with a digit or stands for a number to the right. */
final class Table {
    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]");

    private Table() {}

    static String render(List<String> header, List<List<String>> rows) {
        int columns = header.size();
        int[] width = new int[columns];
        boolean[] right = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            width[c] = header.get(c).length();
            right[c] = !rows.isEmpty();
            for (List<String> row : rows) {
                String cell = row.get(c);
                width[c] = Math.max(width[c], cell.length());
                right[c] &= cell.equals("-") || NUMBER.matcher(cell).lookingAt();
            }
        }
        StringBuilder out = new StringBuilder();
        line(out, header, width, right);
        for (List<String> row : rows) {
            line(out, row, width, right);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells, int[] width, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < width.length; c++) {
            String pad = " ".repeat(width[c] - cells.get(c).length());
            line.append(c == 0 ? "" : GAP).append(right[c] ? pad + cells.get(c) : cells.get(c) + pad);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
