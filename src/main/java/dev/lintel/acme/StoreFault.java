package dev.lintel.acme;

/** The store of certificates cannot be read or written, in words for whoever runs the program. */
public final class StoreFault extends Exception {
    private static final long serialVersionUID = 1L;

    StoreFault(String message) {
        super(message, null, false, false);
    }
}
