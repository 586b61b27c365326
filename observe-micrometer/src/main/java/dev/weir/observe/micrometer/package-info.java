/** Metrics for Micrometer: {@link dev.weir.observe.micrometer.MicrometerMetrics}. */
@NullMarked
package dev.weir.observe.micrometer;

import org.jspecify.annotations.NullMarked;
