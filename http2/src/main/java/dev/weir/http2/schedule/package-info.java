/** The write schedulers that are built in. */
@NullMarked
package dev.weir.http2.schedule;

import org.jspecify.annotations.NullMarked;
