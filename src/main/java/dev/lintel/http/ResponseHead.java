package dev.lintel.http;

/** The head of an answer: status, reason and fields. */
public final class ResponseHead extends MessageHead {
    public int status;

    /** The reason phrase as received, or null for the standard one. */
    public byte[] reason;

    /** An answer to HEAD that says the body would have been chunked; there is none. */
    public boolean wouldBeChunked;

    public ResponseHead(Headers headers) {
        super(headers);
    }

    public ResponseHead(int status) {
        super(new Headers(8));
        this.status = status;
    }

    /** 1xx but not 101: more heads follow. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    @Override
    public String toString() {
        return Integer.toString(status);
    }
}
