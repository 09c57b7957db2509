/**
 * The TLS half of a {@link Setup}.
 *
 * @param key of what kind all keys are
 * @param certificates how many there are, in one folder; one alone is named as a file
 * @param answers whether the proxy answers by itself, so that nothing but the connection costs anything
 */
record Tls(Key key, int certificates, boolean answers) {
    enum Key {
        /** The curve P-256. */
        EC,
        /** Of 2048 bits. */
        RSA
    }

    /** The only suite that clients offer: left alone, one peer would choose AES of 128 bits and another of 256. */
    static final String SUITE = "TLS_AES_128_GCM_SHA256";
}
