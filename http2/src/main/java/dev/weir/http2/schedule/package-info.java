/** The write schedulers that are built in. */
package dev.weir.http2.schedule;
