package dev.weir.observe.opentelemetry;

import java.util.Set;

/** Takes signatures out of queries: with one, whoever reads traces could do what it was made for. */
final class QueryRedaction {
    /** Those that OpenTelemetry's conventions name. */
    private static final Set<String> SECRETS = Set.of("AWSAccessKeyId", "Signature", "sig", "X-Goog-Signature");

    private static final String REDACTED = "REDACTED";

    private QueryRedaction() {}

    /** Returns a query with {@code REDACTED} for values that are secret. */
    static String of(String query) {
        StringBuilder changed = null;
        for (int start = 0; start <= query.length(); ) {
            int and = query.indexOf('&', start);
            int end = and < 0 ? query.length() : and;
            int equals = query.indexOf('=', start);
            if (equals >= 0 && equals < end && SECRETS.contains(query.substring(start, equals))) {
                if (changed == null) {
                    changed = new StringBuilder(query.substring(0, start));
                }
                changed.append(query, start, equals + 1).append(REDACTED);
            } else if (changed != null) {
                changed.append(query, start, end);
            }
            if (changed != null && and >= 0) {
                changed.append('&');
            }
            start = end + 1;
        }
        return changed == null ? query : changed.toString();
    }
}
