package dev.weir.http2.spi;

/** What a client says of how soon it wants a response, in the one scheme or the other. */
public sealed interface StreamPriority {
    /**
     * What holds where a client that knows of RFC 9218 says nothing: urgency 3, not incremental (section 4). For one
     * that does not, the engine has responses of the same urgency be incremental.
     */
    Urgency DEFAULT = new Urgency(3, false);

    /**
     * The old scheme: a place in a tree (RFC 7540 section 5.3; RFC 9113 has retired it).
     *
     * @param parent the stream that goes before this one; 0 for none
     * @param exclusive whether all that depends on the parent is to depend on this stream instead
     * @param weight this stream's share beside others of the same parent, from 1 to 256
     */
    record Dependency(int parent, boolean exclusive, int weight) implements StreamPriority {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException when one is out of range
         */
        public Dependency {
            if (parent < 0 || weight < 1 || weight > 256) {
                throw new IllegalArgumentException(
                        "a parent is not negative and a weight from 1 to 256: " + parent + ", " + weight);
            }
        }
    }

    /**
     * The new scheme (RFC 9218 section 4).
     *
     * @param urgency from 0, the most urgent, to 7, the background
     * @param incremental whether parts of the response are of use before the rest has come, so that it shares with
     *     others
     */
    record Urgency(int urgency, boolean incremental) implements StreamPriority {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException when the urgency is out of range
         */
        public Urgency {
            if (urgency < 0 || urgency > 7) {
                throw new IllegalArgumentException("an urgency is from 0 to 7, not " + urgency);
            }
        }

        /**
         * Reads the value of the field {@code priority}, or of PRIORITY_UPDATE: a dictionary (RFC 9651 section 3.2),
         * of which {@code u} and {@code i} are known. What is of the wrong type or out of range is passed over (RFC
         * 9218 section 4); a value that is no dictionary says nothing.
         *
         * @param value the value
         * @return what it says; {@link StreamPriority#DEFAULT} where it says nothing
         */
        public static Urgency parse(String value) {
            return new PriorityParser(value).parse();
        }
    }
}
