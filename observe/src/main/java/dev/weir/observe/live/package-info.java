/** What the live page shows, and how it comes to its viewers. Not exported. */
@NullMarked
package dev.weir.observe.live;

import org.jspecify.annotations.NullMarked;
