package dev.weir.middleware.internal;

import dev.weir.http.api.internal.BulkInput;

/**
 * A stream that is read in blocks, and byte by byte by way of these: for codings that are modules of their own too.
 *
 * <p><b>Threads.</b> Used by one thread at a time.
 */
public abstract class BlockInput extends BulkInput {
    /** For its subclasses. */
    protected BlockInput() {}
}
