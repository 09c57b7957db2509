package dev.lintel.tls;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The few calls of the system's OpenSSL 3 ({@code libcrypto}) that sign with an RSA key. It does so by vector instructions that BoringSSL
 * makes no use of (AVX-512 IFMA), in half of the time; where the processor has none of them there is nothing to gain, and the library
 * is not loaded. Loading it takes tenths of a second: not for a loop. Any thread.
 */
final class SystemCrypto {
    private static final String NAME = "libcrypto.so.3";

    /** What OpenSSL asks of a processor before it takes that way. */
    private static final String INSTRUCTIONS = "avx512ifma";

    private static final AddressLayout POINTER = ADDRESS.withTargetLayout(ADDRESS);

    private static boolean ready;

    private SystemCrypto() {}

    /** Linked when first touched; constants of a class of their own, so that calls compile to calls. */
    private static final class Calls {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup(NAME, Arena.global());

        static final MethodHandle PARSE = call("d2i_AutoPrivateKey", ADDRESS, ADDRESS, POINTER, JAVA_LONG);
        static final MethodHandle FREE_KEY = free("EVP_PKEY_free");
        static final MethodHandle NEW_DIGEST = call("EVP_MD_CTX_new", ADDRESS);
        static final MethodHandle FREE_DIGEST = free("EVP_MD_CTX_free");
        static final MethodHandle SIGN_INIT =
                call("EVP_DigestSignInit_ex", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        static final MethodHandle SIGN =
                call("EVP_DigestSign", JAVA_INT, ADDRESS, ADDRESS, POINTER, ADDRESS, JAVA_LONG);
        static final MethodHandle NEW_CONTEXT = call("EVP_PKEY_CTX_new", ADDRESS, ADDRESS, ADDRESS);
        static final MethodHandle FREE_CONTEXT = free("EVP_PKEY_CTX_free");
        static final MethodHandle DECRYPT_INIT = call("EVP_PKEY_decrypt_init_ex", JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle DECRYPT =
                call("EVP_PKEY_decrypt", JAVA_INT, ADDRESS, ADDRESS, POINTER, ADDRESS, JAVA_LONG);
        static final MethodHandle CLEAR_ERRORS =
                LINKER.downcallHandle(symbol("ERR_clear_error"), FunctionDescriptor.ofVoid());

        private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
            return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, arguments));
        }

        private static MethodHandle free(String name) {
            return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(ADDRESS));
        }

        private static MemorySegment symbol(String name) {
            return LIBRARY.find(name).orElseThrow();
        }
    }

    /** Loads it where it is of use, at the first call; returns whether keys may be given to it. */
    static synchronized boolean load() {
        return ready || (isFaster() && link());
    }

    /** The same, on any processor. */
    static synchronized boolean link() {
        try {
            MethodHandles.lookup().ensureInitialized(Calls.class);
            ready = true;
        } catch (IllegalAccessException | LinkageError | RuntimeException none) {
            // Another OpenSSL, or none, or no native access: BoringSSL signs.
            ready = false;
        }
        return ready;
    }

    private static boolean isFaster() {
        try (BufferedReader lines = Files.newBufferedReader(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("flags")) {
                line = lines.readLine();
            }
            return line != null && (line + " ").contains(" " + INSTRUCTIONS + " ");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** @param der a key as PKCS #8 has it; returns {@code NULL} where it is none */
    static MemorySegment parse(byte[] der) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, der);
            MemorySegment at = arena.allocateFrom(ADDRESS, bytes);
            MemorySegment key = (MemorySegment) Calls.PARSE.invokeExact(MemorySegment.NULL, at, (long) der.length);
            bytes.fill((byte) 0);
            forgetErrors();
            return key;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void free(MemorySegment key) {
        try {
            Calls.FREE_KEY.invokeExact(key);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Hashes and signs.
     *
     * @param digest its name in C
     * @param parameters an array of {@code OSSL_PARAM}
     * @param most how long a signature is at most
     * @return null: it could not
     */
    static byte @Nullable [] sign(
            MemorySegment key, MemorySegment digest, MemorySegment parameters, byte[] message, int most) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = (MemorySegment) Calls.NEW_DIGEST.invokeExact();
            try {
                MemorySegment none = MemorySegment.NULL;
                int begun = (int) Calls.SIGN_INIT.invokeExact(context, none, digest, none, none, key, parameters);
                MemorySegment out = arena.allocate(most);
                MemorySegment length = arena.allocateFrom(JAVA_LONG, most);
                MemorySegment in = arena.allocateFrom(JAVA_BYTE, message);
                if (begun == 1 && (int) Calls.SIGN.invokeExact(context, out, length, in, (long) message.length) == 1) {
                    return out.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
                }
                forgetErrors();
                return null;
            } finally {
                Calls.FREE_DIGEST.invokeExact(context);
            }
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Deciphers what was enciphered for the key; null: it could not. See {@link #sign}. */
    static byte @Nullable [] decrypt(MemorySegment key, MemorySegment parameters, byte[] message, int most) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = (MemorySegment) Calls.NEW_CONTEXT.invokeExact(key, MemorySegment.NULL);
            try {
                int begun = (int) Calls.DECRYPT_INIT.invokeExact(context, parameters);
                MemorySegment out = arena.allocate(most);
                MemorySegment length = arena.allocateFrom(JAVA_LONG, most);
                MemorySegment in = arena.allocateFrom(JAVA_BYTE, message);
                if (begun == 1
                        && (int) Calls.DECRYPT.invokeExact(context, out, length, in, (long) message.length) == 1) {
                    return out.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
                }
                forgetErrors();
                return null;
            } finally {
                Calls.FREE_CONTEXT.invokeExact(context);
            }
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** It keeps them for each thread, and nobody will ask. */
    private static void forgetErrors() throws Throwable {
        Calls.CLEAR_ERRORS.invokeExact();
    }
}
