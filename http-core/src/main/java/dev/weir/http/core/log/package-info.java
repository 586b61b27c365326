/** Where the server's lines go, and what they look like. */
@NullMarked
package dev.weir.http.core.log;

import org.jspecify.annotations.NullMarked;
