package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsConfigException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The library that was found: the newest of its usual names that the system can load. Loaded once, and never unloaded.
 *
 * @param file the name by which the system has found it
 * @param version OpenSSL's text, such as {@code OpenSSL 3.0.19 27 Jan 2026}
 * @param symbols its functions
 */
@SuppressWarnings("restricted") // what this module is for
record CryptoLibrary(String file, String version, SymbolLookup symbols) {
    /** OpenSSL 3.0.0, as OpenSSL_version_num() returns it. */
    static final int OLDEST = 0x30000000;

    /**
     * OPENSSL_INIT_NO_ATEXIT of openssl/crypto.h: the end of the process does not take away the state of threads that
     * still compute.
     */
    private static final long NO_EXIT_HANDLER = 0x80000;

    /** OPENSSL_VERSION of openssl/crypto.h. */
    private static final int VERSION_TEXT = 0;

    /** Not before it is needed; the holder's lock is the JVM's. */
    private static final class Holder {
        static final Result FOUND = attempt(names(System.getProperty("os.name", "")));
    }

    /** A library, or why there is none. */
    private sealed interface Result {
        record Found(CryptoLibrary library) implements Result {}

        record Missing(String why) implements Result {}
    }

    /**
     * Returns the library.
     *
     * @throws TlsConfigException where there is none, or only older ones; the message says what was looked for
     */
    static CryptoLibrary loaded() throws TlsConfigException {
        return switch (Holder.FOUND) {
            case Result.Found found -> found.library;
            case Result.Missing missing -> throw new TlsConfigException(missing.why);
        };
    }

    /** The last ones are too old, and looked for to say so. */
    static List<String> names(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.contains("windows")) {
            return List.of(
                    "libcrypto-4-x64.dll", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll", "libcrypto-1_1-x64.dll");
        }
        if (lower.contains("mac")) {
            // Never without a number: the system ends a process that loads its own library by that name.
            return List.of(
                    "libcrypto.4.dylib",
                    "libcrypto.3.dylib",
                    "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
                    "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib",
                    "/opt/local/lib/libcrypto.3.dylib",
                    "libcrypto.1.1.dylib");
        }
        return List.of("libcrypto.so.4", "libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so.1.0.0");
    }

    /**
     * Loads the first of some names that is new enough.
     *
     * @throws TlsConfigException where there is none
     */
    static CryptoLibrary find(List<String> names) throws TlsConfigException {
        List<String> old = new ArrayList<>();
        for (String name : names) {
            SymbolLookup symbols;
            try {
                symbols = SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException e) {
                // There is none of this name: the next.
                continue;
            }
            String version = version(symbols);
            if (number(symbols) >= OLDEST) {
                initialize(symbols);
                return new CryptoLibrary(name, version, symbols);
            }
            old.add(name + " is " + version);
        }
        throw new TlsConfigException("the TLS provider openssl needs OpenSSL 3.0 or newer: "
                + (old.isEmpty() ? "none of " + names + " was found" : String.join(", ", old))
                + "; install it (Debian: libssl3), name its folder in LD_LIBRARY_PATH, or use the provider jsse");
    }

    private static Result attempt(List<String> names) {
        try {
            return new Result.Found(find(names));
        } catch (TlsConfigException e) {
            return new Result.Missing(String.valueOf(e.getMessage()));
        }
    }

    /** Before any other call, as the first one decides. */
    private static void initialize(SymbolLookup symbols) {
        FunctionDescriptor type =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        try {
            int done = (int) Linker.nativeLinker()
                    .downcallHandle(symbols.findOrThrow("OPENSSL_init_crypto"), type)
                    .invokeExact(NO_EXIT_HANDLER, 0L);
            if (done != 1) {
                throw new IllegalStateException("libcrypto cannot be initialized");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw Libcrypto.broken(e);
        }
    }

    /** Returns the number of the version; 0 for a library that is none of OpenSSL's since 1.1. */
    private static int number(SymbolLookup symbols) {
        MemorySegment function = symbols.find("OpenSSL_version_num").orElse(MemorySegment.NULL);
        if (function.address() == 0) {
            return 0;
        }
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT))
                    .invokeExact();
        } catch (Throwable e) {
            throw Libcrypto.broken(e);
        }
    }

    private static String version(SymbolLookup symbols) {
        MemorySegment function = symbols.find("OpenSSL_version").orElse(MemorySegment.NULL);
        if (function.address() == 0) {
            return "of an unknown version";
        }
        try {
            long text = (long) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT))
                    .invokeExact(VERSION_TEXT);
            return MemorySegment.ofAddress(text).reinterpret(Byte.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw Libcrypto.broken(e);
        }
    }
}
