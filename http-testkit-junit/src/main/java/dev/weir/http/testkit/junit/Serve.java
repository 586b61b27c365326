package dev.weir.http.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the server of a {@link WeirTest} serves: a field or a method without parameters of the test class, of any visibility,
 * static or not. Its value is a {@link dev.weir.http.api.Handler}, or a {@link dev.weir.http.testkit.TestServer} where the test
 * wants settings of its own; that is closed with the test. It is asked once for each test that has a server.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface Serve {}
