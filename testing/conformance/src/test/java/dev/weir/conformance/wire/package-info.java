/** Bytes sent and bytes expected: tables of rows and single tests, mostly of HTTP/1.1, without a client in between. */
package dev.weir.conformance.wire;
