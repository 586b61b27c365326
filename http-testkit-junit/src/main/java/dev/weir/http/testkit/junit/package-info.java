/**
 * Servers and clients as parameters of JUnit's tests: {@link dev.weir.http.testkit.junit.WeirTest} and
 * {@link dev.weir.http.testkit.junit.Serve}.
 */
@NullMarked
package dev.weir.http.testkit.junit;

import org.jspecify.annotations.NullMarked;
