/** The content coding zstd (RFC 8878), by zstd-jni: on the module path, or the class path, it is found. */
@NullMarked
package dev.weir.compress.zstd;

import org.jspecify.annotations.NullMarked;
