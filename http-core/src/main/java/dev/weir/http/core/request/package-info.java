/** What a request must be, whatever protocol brought it: characters, authority, lists, and how slowly it may come. */
package dev.weir.http.core.request;
