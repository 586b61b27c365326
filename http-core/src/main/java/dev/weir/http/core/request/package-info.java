/** What a request must be, whatever protocol brought it: characters, authority, lists, and how slowly it may come. */
@NullMarked
package dev.weir.http.core.request;

import org.jspecify.annotations.NullMarked;
