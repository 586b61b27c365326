package dev.weir.http.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests of a handler, whose methods may have parameters of type {@link dev.weir.http.testkit.TestClient} and
 * {@link dev.weir.http.testkit.TestServer}:
 *
 * <pre>{@code
 * @WeirTest
 * class NotesTest {
 *     @Serve
 *     Handler notes = new Notes();
 *
 *     @Test
 *     void aNoteIsKept(TestClient client) {
 *         client.put("/notes/1").content("buy milk").send().assertStatus(204);
 *         client.get("/notes/1").send().assertStatus(200).assertContent("buy milk");
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has a server of its own, which begins with the first parameter that asks for it and is closed after the test, and
 * one client of it; methods of {@code @BeforeEach} and {@code @AfterEach} get the same ones. Where a test fails, what handlers have
 * thrown is added to what it has thrown, as suppressed.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(WeirExtension.class)
@SuppressWarnings("exports") // JUnit makes the extension, and nobody else
public @interface WeirTest {
    /**
     * Whether the server listens on a port of 127.0.0.1, as {@code TestServer.start} has it.
     *
     * @return true for a port; false, as unless set, for a server in memory, which has HTTP/1.1 alone
     */
    boolean sockets() default false;
}
