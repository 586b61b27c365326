/**
 * Fuzz targets without a fuzzer: each build runs them over the inputs that are worth keeping, and over others that a
 * seed makes of these.
 *
 * <ul>
 * <li>{@link dev.weir.corpus.testkit.Corpus} reads the inputs of a target from the folder {@code fuzz} beside its tests, where
 *     {@code tools/fuzz} finds them too, and runs the target: a test for each row of text, or all lines at once.
 * <li>{@link dev.weir.corpus.testkit.FuzzTarget} is what runs: a class {@code *Fuzz} has it as {@code fuzzerTestOneInput}.
 * <li>{@link dev.weir.corpus.testkit.Input} is one of the inputs, with what it is.
 * </ul>
 */
package dev.weir.corpus.testkit;
