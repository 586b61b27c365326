/** Serving a folder to those who work on it. */
@NullMarked
package dev.weir.samples.files;

import org.jspecify.annotations.NullMarked;
