/**
 * OpenTelemetry: {@link dev.weir.observe.opentelemetry.OpenTelemetryTracing} has a span for each request,
 * {@link dev.weir.observe.opentelemetry.OpenTelemetryMetrics} the metrics.
 */
@NullMarked
package dev.weir.observe.opentelemetry;

import org.jspecify.annotations.NullMarked;
