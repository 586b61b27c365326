/**
 * Ready-made handlers: {@link dev.weir.handlers.FileServer} serves the files below a directory, or a folder of the program's own;
 * {@link dev.weir.handlers.Sse} sends events; {@link dev.weir.handlers.Health} tells a balancer how the program is;
 * {@link dev.weir.handlers.Redirect} sends clients elsewhere; and {@link dev.weir.handlers.Handlers} makes handlers out of
 * handlers.
 */
@NullMarked
package dev.weir.handlers;

import org.jspecify.annotations.NullMarked;
