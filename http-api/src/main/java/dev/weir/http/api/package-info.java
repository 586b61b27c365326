/**
 * What a user's code is written against.
 *
 * <p>A {@link dev.weir.http.api.Handler} gets a {@link dev.weir.http.api.ResponseWriter} and a
 * {@link dev.weir.http.api.Request} and may simply block. {@link dev.weir.http.api.Headers} are the fields of both;
 * {@link dev.weir.http.api.Status} and {@link dev.weir.http.api.HttpMethod} name what the protocol enumerates;
 * {@link dev.weir.http.api.HttpError} and its kin turn into a status when they are thrown.
 * {@link dev.weir.http.api.Middleware} makes handlers out of handlers. It has its say before the head of each answer, errors
 * included, with a {@link dev.weir.http.api.Commit}, and hears of the end with a {@link dev.weir.http.api.RequestEnd}; what
 * errors look like is the business of one {@link dev.weir.http.api.ErrorRenderer}.
 *
 * <p>A {@link dev.weir.http.api.Tunnel} is bytes in both directions in place of a response, over HTTP/1 and HTTP/2 alike.
 *
 * <p>{@link dev.weir.http.api.Cookie}, {@link dev.weir.http.api.Form}, {@link dev.weir.http.api.MultipartReader},
 * {@link dev.weir.http.api.Uploads}, {@link dev.weir.http.api.Accept}, {@link dev.weir.http.api.HttpDate} and {@link
 * dev.weir.http.api.MediaType} read and write what stands in fields, queries and content. Tests of handlers without a
 * network have a module of their own, {@code dev.weir.http.testkit}.
 *
 * <p>Names follow RFC 9110: field, target, authority, content, trailer.
 *
 * <p><b>What may be missing</b> is a {@link java.util.Optional}; text that a request always has, if only empty, is a
 * {@code String}, such as a query or a pattern. The one exception is {@link dev.weir.http.api.Headers#get}, which is
 * null for nothing as that of a {@code Map} is; {@code find} beside it gives an {@code Optional}. No parameter may be
 * null, unless it says so.
 */
@NullMarked
package dev.weir.http.api;

import org.jspecify.annotations.NullMarked;
