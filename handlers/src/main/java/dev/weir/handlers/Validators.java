package dev.weir.handlers;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What distinguishes one version of a file from another (RFC 9110 section 8.8), and what the conditions of a request say to it
 * (section 13).
 *
 * @param etag the opaque tag, in its quotes
 * @param strong whether two versions never have the same: not so of a file that has just changed, as the clock of a
 *     file system has its steps
 * @param modified when the file last changed, in whole seconds; never later than now
 */
record Validators(String etag, boolean strong, Instant modified) {
    /** A file that changed since may change again within the same tick of its clock. */
    private static final int FRESH_SECONDS = 2;

    /** What is to be done with a request. */
    enum Outcome {
        /** Serve it. */
        PROCEED,
        /** 304. */
        NOT_MODIFIED,
        /** 412. */
        FAILED,
    }

    /**
     * Returns those of a file.
     *
     * @param coding ends the tag, so that a file and a coded one beside it never have the same; empty for none
     */
    static Validators of(Instant modified, long size, Instant now, String coding) {
        Instant seen = modified.isAfter(now) ? now : modified;
        String etag = "\"" + Long.toHexString(modified.getEpochSecond()) + "-" + Integer.toHexString(modified.getNano())
                + "-" + Long.toHexString(size) + coding + "\"";
        return new Validators(
                etag, modified.isBefore(now.minusSeconds(FRESH_SECONDS)), seen.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Returns those of the file in a coding that is not known here, whose octets may differ (section 8.8.3.3). */
    Validators weak() {
        return new Validators(etag, false, modified);
    }

    /** Returns the value of the {@code ETag} field. */
    String field() {
        return strong ? etag : "W/" + etag;
    }

    /** Evaluates all conditions but {@code If-Range}, in the order of section 13.2.2, for GET and HEAD. */
    Outcome evaluate(Headers headers) {
        if (headers.contains("If-Match")) {
            if (!anyMatches(headers, "If-Match", true)) {
                return Outcome.FAILED;
            }
        } else if (date(headers, "If-Unmodified-Since")
                .filter(modified::isAfter)
                .isPresent()) {
            return Outcome.FAILED;
        }
        if (headers.contains("If-None-Match")) {
            return anyMatches(headers, "If-None-Match", false) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        boolean unchanged = date(headers, "If-Modified-Since")
                .filter(since -> !modified.isAfter(since))
                .isPresent();
        return unchanged ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /** Returns whether a range may be served: there is no {@code If-Range}, or it names this very version (section 13.1.5). */
    boolean allowRange(Headers headers) {
        String condition = headers.get("If-Range");
        if (condition == null) {
            return true;
        }
        return strong
                && (condition.equals(etag)
                        || HttpDate.parse(condition).filter(modified::equals).isPresent());
    }

    /** Returns the date of a condition; nothing where it is none, or stands there twice (sections 13.1.3 and 13.1.4). */
    private static Optional<Instant> date(Headers headers, String name) {
        int at = headers.indexOf(name, 0);
        boolean once = at >= 0 && headers.indexOf(name, at + 1) < 0;
        return once ? HttpDate.parse(headers.value(at)) : Optional.empty();
    }

    private boolean anyMatches(Headers headers, String name, boolean strongly) {
        for (int i = headers.indexOf(name, 0); i >= 0; i = headers.indexOf(name, i + 1)) {
            String value = headers.value(i);
            if (value.equals("*") || (strong || !strongly) && lists(value, strongly)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a list of tags has this one; reads as far as it is well-formed, in one pass. */
    private boolean lists(String list, boolean strongly) {
        int at = 0;
        while (at < list.length()) {
            char c = list.charAt(at);
            if (c == ' ' || c == '\t' || c == ',') {
                at++;
                continue;
            }
            boolean weak = list.startsWith("W/", at);
            int open = weak ? at + 2 : at;
            int close = list.indexOf('"', open + 1);
            if (close < 0 || list.charAt(open) != '"') {
                return false;
            }
            int length = close + 1 - open;
            if (!(weak && strongly) && length == etag.length() && list.startsWith(etag, open)) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }
}
