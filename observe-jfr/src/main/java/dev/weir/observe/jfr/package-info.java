/**
 * What a server does, as events of JDK Flight Recorder: {@link dev.weir.observe.jfr.FlightRecorderEvents} is added to the server
 * as a listener of requests and of connections.
 */
@NullMarked
package dev.weir.observe.jfr;

import org.jspecify.annotations.NullMarked;
