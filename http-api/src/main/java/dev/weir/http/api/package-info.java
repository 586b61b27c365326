/**
 * What a user's code is written against.
 *
 * <p>A {@link dev.weir.http.api.Handler} gets a {@link dev.weir.http.api.ResponseWriter} and a
 * {@link dev.weir.http.api.Request} and may simply block. {@link dev.weir.http.api.Headers} are the fields of both;
 * {@link dev.weir.http.api.Status} and {@link dev.weir.http.api.Method} name what the protocol enumerates;
 * {@link dev.weir.http.api.HttpError} and its kin turn into a status when they are thrown.
 * {@link dev.weir.http.api.Middleware} makes handlers out of handlers.
 *
 * <p>Names follow RFC 9110: field, target, authority, content, trailer. Nothing here may be null unless it says so.
 */
package dev.weir.http.api;
