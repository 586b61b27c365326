/**
 * Ready-made handlers: {@link dev.weir.handlers.FileServer} serves the files below a directory, and
 * {@link dev.weir.handlers.Handlers} makes handlers out of handlers.
 */
package dev.weir.handlers;
