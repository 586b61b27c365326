/** What several classes of middleware share: path patterns, origins, networks, and lists of proxies. */
@NullMarked
package dev.weir.middleware.internal;

import org.jspecify.annotations.NullMarked;
