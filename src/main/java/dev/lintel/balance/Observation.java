package dev.lintel.balance;

import dev.lintel.model.ServerSpec.Observe;
import dev.lintel.stream.EndReason;
import org.jspecify.annotations.Nullable;

/** What traffic tells about a server's health, where its line says {@code observe} (manual section 5.2). */
public enum Observation {
    CONNECTED("L4 successful connection", 'g', '-'),
    CONNECT_FAILED("L4 unsuccessful connection", 'b', 'b'),
    ANSWERED("Correct http response", '-', 'g'),
    /** A status of 500 and above, or below 100, but for 501 and 505. */
    ANSWERED_BADLY("Wrong http response", '-', 'b'),
    INVALID_HEAD("Invalid http response (headers)", '-', 'b'),
    INVALID_ANSWER("Invalid http response", '-', 'b'),
    READ_ERROR("Read error (http)", '-', 'b'),
    READ_TIMEOUT("Read timeout (http)", '-', 'b'),
    CLOSED("Close from server (http)", '-', 'b');

    private final String text;
    private final char atLayer4;
    private final char atLayer7;

    Observation(String text, char atLayer4, char atLayer7) {
        this.text = text;
        this.atLayer4 = atLayer4;
        this.atLayer7 = atLayer7;
    }

    /** By the status of an answer. */
    public static Observation status(int status) {
        return status >= 100 && status < 500 || status == 501 || status == 505 ? ANSWERED : ANSWERED_BADLY;
    }

    /** By why an exchange with the server ended; null where that tells nothing of it. */
    public static @Nullable Observation end(EndReason reason) {
        return switch (reason) {
            case SERVER_TIMEOUT -> READ_TIMEOUT;
            case BAD_RESPONSE -> INVALID_HEAD;
            case SERVER_CLOSED_EARLY -> CLOSED;
            case SERVER_ABORT -> READ_ERROR;
            default -> null;
        };
    }

    /** As messages call it. */
    public String text() {
        return text;
    }

    boolean good(Observe layer) {
        return verdict(layer) == 'g';
    }

    boolean bad(Observe layer) {
        return verdict(layer) == 'b';
    }

    private char verdict(Observe layer) {
        return layer == Observe.LAYER4 ? atLayer4 : layer == Observe.LAYER7 ? atLayer7 : '-';
    }
}
