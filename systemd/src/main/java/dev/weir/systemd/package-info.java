/** A service of systemd: its socket, and what it tells. */
@NullMarked
package dev.weir.systemd;

import org.jspecify.annotations.NullMarked;
