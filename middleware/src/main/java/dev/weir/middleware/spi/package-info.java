/** What a module implements that brings a content coding. */
@NullMarked
package dev.weir.middleware.spi;

import org.jspecify.annotations.NullMarked;
