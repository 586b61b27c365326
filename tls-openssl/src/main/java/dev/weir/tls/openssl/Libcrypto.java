package dev.weir.tls.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weir.tls.spi.TlsConfigException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libcrypto that are used, each as C has it: pointers and sizes are longs, a result of 1 is success
 * unless said otherwise. All are in OpenSSL 3.0 and later. Pointers are not checked.
 *
 * <p><b>Threads.</b> As libcrypto: keys and digests are for any number at once, contexts for one. The error queue is that
 * of the carrier thread, so an error is read right after the call that has failed, with nothing between that could
 * block.
 */
@SuppressWarnings("restricted") // what this module is for
final class Libcrypto {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = symbols();

    private static final MethodHandle CLEAR_ERRORS = bind("ERR_clear_error", null);
    private static final MethodHandle NEXT_ERROR = bind("ERR_get_error", JAVA_INT);
    private static final MethodHandle ERROR_TEXT = bind("ERR_error_string_n", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FREE_KEY = bind("EVP_PKEY_free", null, JAVA_LONG);
    private static final MethodHandle NEW_KEY = bind("EVP_PKEY_new", JAVA_LONG);
    private static final MethodHandle READ_KEY = bind("d2i_AutoPrivateKey", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle KEY_SIZE = bind("EVP_PKEY_get_size", JAVA_INT, JAVA_LONG);
    private static final MethodHandle COPY_PARAMETERS =
            bind("EVP_PKEY_copy_parameters", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET_POINT =
            bind("EVP_PKEY_set1_encoded_public_key", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle NEW_RAW_KEY =
            bind("EVP_PKEY_new_raw_public_key", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle OCTETS =
            bind("EVP_PKEY_get_octet_string_param", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle NEW_CONTEXT =
            bind("EVP_PKEY_CTX_new_from_name", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CONTEXT_OF = bind("EVP_PKEY_CTX_new", JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FREE_CONTEXT = bind("EVP_PKEY_CTX_free", null, JAVA_LONG);
    private static final MethodHandle INIT_GENERATE = bind("EVP_PKEY_keygen_init", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SET_GROUP = bind("EVP_PKEY_CTX_set_group_name", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GENERATE = bind("EVP_PKEY_generate", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle INIT_DERIVE = bind("EVP_PKEY_derive_init", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SET_PEER = bind("EVP_PKEY_derive_set_peer", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle DERIVE = bind("EVP_PKEY_derive", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle FETCH_DIGEST = bind("EVP_MD_fetch", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle NEW_DIGEST_CONTEXT = bind("EVP_MD_CTX_new", JAVA_LONG);
    private static final MethodHandle FREE_DIGEST_CONTEXT = bind("EVP_MD_CTX_free", null, JAVA_LONG);
    private static final MethodHandle INIT_SIGN =
            bind("EVP_DigestSignInit", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SIGN =
            bind("EVP_DigestSign", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET_PADDING = bind("EVP_PKEY_CTX_set_rsa_padding", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SET_SALT_LENGTH =
            bind("EVP_PKEY_CTX_set_rsa_pss_saltlen", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SET_MASK_DIGEST =
            bind("EVP_PKEY_CTX_set_rsa_mgf1_md", JAVA_INT, JAVA_LONG, JAVA_LONG);

    private Libcrypto() {}

    private static SymbolLookup symbols() {
        try {
            return CryptoLibrary.loaded().symbols();
        } catch (TlsConfigException e) {
            // Not reached: a server is refused before.
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle bind(String name, @Nullable MemoryLayout result, MemoryLayout... arguments) {
        FunctionDescriptor type =
                result == null ? FunctionDescriptor.ofVoid(arguments) : FunctionDescriptor.of(result, arguments);
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type);
    }

    /** A downcall itself throws nothing: what comes here is an error of the JVM. */
    static Error broken(Throwable e) {
        return e instanceof Error error ? error : new AssertionError(e);
    }

    /** Empties the error queue of this carrier thread. */
    static void clearErrors() {
        try {
            CLEAR_ERRORS.invokeExact();
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Takes the oldest error from the queue; 0 for none. */
    static int nextError() {
        try {
            return (int) NEXT_ERROR.invokeExact();
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Writes the text of an error, with a final 0. */
    static void errorText(long error, long buffer, long size) {
        try {
            ERROR_TEXT.invokeExact(error, buffer, size);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void freeKey(long key) {
        try {
            FREE_KEY.invokeExact(key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long newKey() {
        try {
            return (long) NEW_KEY.invokeExact();
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Reads a private key in DER, among others PKCS#8; 0 for a failure. */
    static long readKey(long into, long bytes, long length) {
        try {
            return (long) READ_KEY.invokeExact(into, bytes, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Returns the maximum length of a signature. */
    static int keySize(long key) {
        try {
            return (int) KEY_SIZE.invokeExact(key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int copyParameters(long to, long from) {
        try {
            return (int) COPY_PARAMETERS.invokeExact(to, from);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Sets the public key, which is checked to be on the curve. */
    static int setPoint(long key, long point, long length) {
        try {
            return (int) SET_POINT.invokeExact(key, point, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long newRawKey(int type, long engine, long bytes, long length) {
        try {
            return (long) NEW_RAW_KEY.invokeExact(type, engine, bytes, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int octets(long key, long name, long buffer, long size, long length) {
        try {
            return (int) OCTETS.invokeExact(key, name, buffer, size, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long newContext(long library, long name, long properties) {
        try {
            return (long) NEW_CONTEXT.invokeExact(library, name, properties);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long contextOf(long key, long engine) {
        try {
            return (long) CONTEXT_OF.invokeExact(key, engine);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void freeContext(long context) {
        try {
            FREE_CONTEXT.invokeExact(context);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int initGenerate(long context) {
        try {
            return (int) INIT_GENERATE.invokeExact(context);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setGroup(long context, long name) {
        try {
            return (int) SET_GROUP.invokeExact(context, name);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int generate(long context, long key) {
        try {
            return (int) GENERATE.invokeExact(context, key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int initDerive(long context) {
        try {
            return (int) INIT_DERIVE.invokeExact(context);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setPeer(long context, long key) {
        try {
            return (int) SET_PEER.invokeExact(context, key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int derive(long context, long buffer, long length) {
        try {
            return (int) DERIVE.invokeExact(context, buffer, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long fetchDigest(long library, long name, long properties) {
        try {
            return (long) FETCH_DIGEST.invokeExact(library, name, properties);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static long newDigestContext() {
        try {
            return (long) NEW_DIGEST_CONTEXT.invokeExact();
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void freeDigestContext(long context) {
        try {
            FREE_DIGEST_CONTEXT.invokeExact(context);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int initSign(long context, long keyContext, long digest, long engine, long key) {
        try {
            return (int) INIT_SIGN.invokeExact(context, keyContext, digest, engine, key);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int sign(long context, long signature, long length, long bytes, long count) {
        try {
            return (int) SIGN.invokeExact(context, signature, length, bytes, count);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setPadding(long context, int padding) {
        try {
            return (int) SET_PADDING.invokeExact(context, padding);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setSaltLength(long context, int length) {
        try {
            return (int) SET_SALT_LENGTH.invokeExact(context, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int setMaskDigest(long context, long digest) {
        try {
            return (int) SET_MASK_DIGEST.invokeExact(context, digest);
        } catch (Throwable e) {
            throw broken(e);
        }
    }
}
