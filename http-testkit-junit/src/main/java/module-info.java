/**
 * Servers and clients as parameters of JUnit's tests: {@link dev.weir.http.testkit.junit.WeirTest}. A module of its own, so
 * that who tests with something else has no JUnit.
 */
module dev.weir.http.testkit.junit {
    requires transitive dev.weir.http.testkit;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports dev.weir.http.testkit.junit;
    // It makes the extension.
    opens dev.weir.http.testkit.junit to
            org.junit.platform.commons;
}
