/** What the middleware of this module is made of. */
@NullMarked
package dev.weir.middleware.internal;

import org.jspecify.annotations.NullMarked;
