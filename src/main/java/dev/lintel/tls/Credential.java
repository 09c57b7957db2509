package dev.lintel.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLCredential;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its chain and key as native code has it, shown by any number of connections under any policy. Immutable; its native
 * part goes when nobody has the certificate any more, and no connection that was given it.
 */
final class Credential {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final int[] algorithms;
    private final boolean stapled;
    /** Of the same certificate, with other algorithms or without the answer. */
    final @Nullable Credential next;

    private final long address;

    private Credential(int[] algorithms, boolean stapled, @Nullable Credential next, long address) {
        this.algorithms = algorithms;
        this.stapled = stapled;
        this.next = next;
        this.address = address;
        CLEANER.register(this, () -> free(address));
    }

    /**
     * @param algorithms that it may sign with, the best first
     * @param answer to be stapled, or null
     * @throws SSLException where the library does not take such a key
     */
    static Credential of(
            Certificate certificate, int[] algorithms, @Nullable OcspAnswer answer, @Nullable Credential next)
            throws SSLException {
        long made = 0;
        try {
            made = SSLCredential.newX509();
            takeKey(made, certificate);
            takeChain(made, certificate);
            SSLCredential.setSigningAlgorithmPrefs(made, algorithms);
            if (answer != null) {
                SSLCredential.setOcspResponse(made, answer.der());
            }
            Credential credential = new Credential(algorithms, answer != null, next, made);
            made = 0;
            return credential;
        } catch (Exception e) {
            throw new SSLException("the TLS library does not take the certificate: " + e.getMessage(), e);
        } finally {
            free(made);
        }
    }

    private static void takeKey(long credential, Certificate certificate) throws Exception {
        long text = text("PRIVATE KEY", certificate.key().getEncoded());
        long key = 0;
        try {
            key = SSL.parsePrivateKey(text, null);
            SSLCredential.setPrivateKey(credential, key);
        } finally {
            SSL.freePrivateKey(key);
            SSL.freeBIO(text);
        }
    }

    private static void takeChain(long credential, Certificate certificate) throws Exception {
        List<byte[]> encoded = new ArrayList<>();
        for (X509Certificate each : certificate.chain()) {
            encoded.add(each.getEncoded());
        }
        long text = text("CERTIFICATE", encoded.toArray(new byte[0][]));
        long chain = 0;
        try {
            chain = SSL.parseX509Chain(text);
            SSLCredential.setCertChain(credential, chain);
        } finally {
            SSL.freeX509Chain(chain);
            SSL.freeBIO(text);
        }
    }

    /** PEM in native memory, to be freed by the caller: the library reads keys and chains in no other form. */
    private static long text(String label, byte[]... contents) throws Exception {
        ByteBuf lines = Unpooled.directBuffer();
        try {
            for (byte[] content : contents) {
                lines.writeCharSequence("-----BEGIN " + label + "-----\n", StandardCharsets.US_ASCII);
                lines.writeBytes(LINES.encode(content));
                lines.writeCharSequence("\n-----END " + label + "-----\n", StandardCharsets.US_ASCII);
            }
            long bio = SSL.newMemBIO();
            SSL.bioWrite(bio, Buffer.address(lines.nioBuffer(0, lines.readableBytes())), lines.readableBytes());
            return bio;
        } finally {
            // A key has been in there.
            lines.setZero(0, lines.capacity());
            lines.release();
        }
    }

    boolean is(int[] wanted, boolean withAnswer) {
        return stapled == withAnswer && Arrays.equals(algorithms, wanted);
    }

    /** The connection shows it. */
    void giveTo(ReferenceCountedOpenSslEngine engine) throws SSLException {
        try {
            SSL.addCredential(engine.sslPointer(), address);
        } catch (Exception e) {
            throw new SSLException("the TLS library does not take the certificate: " + e.getMessage(), e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static void free(long address) {
        if (address == 0) {
            return;
        }
        try {
            SSLCredential.free(address);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
