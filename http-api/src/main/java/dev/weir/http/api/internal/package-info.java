/** What Weir's own modules share of the rules of fields; not for others. */
@NullMarked
package dev.weir.http.api.internal;

import org.jspecify.annotations.NullMarked;
