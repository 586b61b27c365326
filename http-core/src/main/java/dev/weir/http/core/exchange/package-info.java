/**
 * One request and its response, as every engine has them: what HTTP says of a response, the run of the handler, and the
 * cancellation of its request.
 */
package dev.weir.http.core.exchange;
