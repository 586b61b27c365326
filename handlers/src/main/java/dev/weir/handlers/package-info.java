/**
 * Ready-made handlers: {@link dev.weir.handlers.FileServer} serves the files below a directory, and
 * {@link dev.weir.handlers.Handlers} makes handlers out of handlers.
 */
@NullMarked
package dev.weir.handlers;

import org.jspecify.annotations.NullMarked;
