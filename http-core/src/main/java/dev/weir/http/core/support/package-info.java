/** Tools that the server and its engines share and that know nothing of HTTP's messages: pools, loops, clocks. */
@NullMarked
package dev.weir.http.core.support;

import org.jspecify.annotations.NullMarked;
