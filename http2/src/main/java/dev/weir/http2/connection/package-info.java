/** What the parts of a connection share: its lock, its settings, and the reading and writing of bytes. */
@NullMarked
package dev.weir.http2.connection;

import org.jspecify.annotations.NullMarked;
