/** What several classes of middleware share: codings and their negotiation, tags, path patterns, origins, networks, limits. */
@NullMarked
package dev.weir.middleware.internal;

import org.jspecify.annotations.NullMarked;
