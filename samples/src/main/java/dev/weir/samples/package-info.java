/**
 * Programs that use Weir as its users do. {@link dev.weir.samples.Main} starts them from the command line;
 * {@link dev.weir.samples.DemoHandlers} and {@link dev.weir.samples.EchoProgram} are their handlers, for use in tests
 * and measurements.
 */
@NullMarked
package dev.weir.samples;

import org.jspecify.annotations.NullMarked;
