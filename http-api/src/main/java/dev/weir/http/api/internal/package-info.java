/** What Weir's own modules share of the rules of fields; not for others. */
package dev.weir.http.api.internal;
