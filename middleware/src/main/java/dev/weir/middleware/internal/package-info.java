/** What the middleware of this module is made of: codings and their negotiation, entity tags. */
@NullMarked
package dev.weir.middleware.internal;

import org.jspecify.annotations.NullMarked;
