package dev.weir.http.api;

import dev.weir.http.api.internal.AcceptWeights;
import dev.weir.http.api.internal.Ascii;

/** The renderers of errors that come with the API. */
final class ErrorPages {
    static final ErrorRenderer PLAIN_TEXT = ErrorPages::plainText;
    static final ErrorRenderer PROBLEM_JSON = ErrorPages::problemJson;
    static final ErrorRenderer HTML = ErrorPages::html;
    static final ErrorRenderer BY_ACCEPT = ErrorPages::byAccept;

    private static final Headers VARY = new Headers().set("Vary", "Accept").readOnly();

    private ErrorPages() {}

    private static ErrorRenderer.Page plainText(ErrorRenderer.Report report) {
        // Where no request could be read, a person may be typing it, and looks at the content alone.
        String status = report.request().isPresent() ? "" : title(report.status()) + ": ";
        return new ErrorRenderer.Page("text/plain; charset=utf-8", status + report.message() + "\n");
    }

    private static String title(int status) {
        String reason = Status.reason(status);
        // A code without a phrase of its own has one that ends with the code.
        return reason.endsWith(Integer.toString(status)) ? reason : status + " " + reason;
    }

    private static ErrorRenderer.Page problemJson(ErrorRenderer.Report report) {
        // The phrases of codes hold nothing that needs an escape.
        StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"title\":\"")
                .append(Status.reason(report.status()))
                .append("\",\"status\":")
                .append(report.status());
        String detail = detail(report);
        if (!detail.isEmpty()) {
            json.append(",\"detail\":\"");
            escapeJson(json, detail);
            json.append('"');
        }
        return new ErrorRenderer.Page(
                "application/problem+json", json.append("}\n").toString());
    }

    /** Returns the message where it says more than the title; else nothing. */
    private static String detail(ErrorRenderer.Report report) {
        return report.message().equals(Status.reason(report.status())) ? "" : report.message();
    }

    private static ErrorRenderer.Page html(ErrorRenderer.Report report) {
        String title = title(report.status());
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        page.append(title).append("</title>\n<h1>").append(title).append("</h1>\n");
        String detail = detail(report);
        if (!detail.isEmpty()) {
            page.append("<p>");
            escapeHtml(page, detail);
            page.append("</p>\n");
        }
        return new ErrorRenderer.Page(
                "text/html; charset=utf-8", page.append("</html>\n").toString());
    }

    private static ErrorRenderer.Page byAccept(ErrorRenderer.Report report) {
        ErrorRenderer chosen = report.request().map(ErrorPages::chosen).orElse(PLAIN_TEXT);
        ErrorRenderer.Page page = chosen.render(report);
        return new ErrorRenderer.Page(page.contentType(), page.text(), VARY);
    }

    private static ErrorRenderer chosen(Request r) {
        AcceptWeights accept = AcceptWeights.of(r.headers().all("Accept"));
        int json = Math.max(accept.named("application/problem+json"), accept.named("application/json"));
        int html = accept.named("text/html");
        if (json <= 0 && html <= 0 || accept.named("text/plain") > Math.max(json, html)) {
            return PLAIN_TEXT;
        }
        return html >= json ? HTML : PROBLEM_JSON;
    }

    /** RFC 8259 section 7. */
    private static void escapeJson(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                to.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) && !isPaired(text, i)) {
                Ascii.appendUnicodeEscape(to, c);
            } else {
                to.append(c);
            }
        }
    }

    /** Returns whether a surrogate is one half of a pair: a lone one cannot be written as UTF-8. */
    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static void escapeHtml(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '&' -> to.append("&amp;");
                case '"' -> to.append("&quot;");
                default -> to.append(c);
            }
        }
    }
}
