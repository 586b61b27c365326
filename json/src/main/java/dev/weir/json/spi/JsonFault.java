package dev.weir.json.spi;

/** What is wrong with the JSON of a client, and where. */
public final class JsonFault extends Exception {
    private static final long serialVersionUID = 1;

    /** A JSON Pointer; empty for the whole value. */
    private final String path;
    /** A byte's position in the content; negative where it is not known. */
    private final long offset;

    /**
     * Makes the exception.
     *
     * @param message what is wrong; the client reads it, so it names no class and nothing secret
     * @param path the value that is wrong, as a JSON Pointer (RFC 6901); empty for the whole, or where it is not known
     * @param offset the position of the byte at which it is seen, from 0; -1 where it is not known
     * @param cause what the library says, which the client does not read
     */
    public JsonFault(String message, String path, long offset, Throwable cause) {
        super(message, cause);
        this.path = path;
        this.offset = offset;
    }

    /** {@return the value that is wrong, as a JSON Pointer; empty for the whole, or where it is not known} */
    public String path() {
        return path;
    }

    /** {@return the position of the byte at which it is seen, from 0; -1 where it is not known} */
    public long offset() {
        return offset;
    }
}
