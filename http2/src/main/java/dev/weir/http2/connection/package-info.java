/** What the parts of a connection share: its lock, its settings, and the reading and writing of bytes. */
package dev.weir.http2.connection;
