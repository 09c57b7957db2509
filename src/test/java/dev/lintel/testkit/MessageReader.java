package dev.lintel.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Reads messages off one direction of a connection, as far as the bytes go; guarded by the scene. It trusts nothing and
 * repairs nothing: what it cannot read is a {@link Mismatch}.
 */
final class MessageReader {
    private enum Part {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        /** In HTTP/2, frames say where it ends. */
        FRAMED,
        DONE
    }

    private final boolean requests;
    /** Methods whose answers are due, oldest first; tells which answers have no body. */
    private final Deque<String> asked = new ArrayDeque<>();

    private Part part = Part.HEAD;
    private Message message = new Message();
    private long remaining;
    /** Whether a step has taken the head of the message that is being read. */
    boolean taken;
    /** After an upgrade or CONNECT the bytes are no longer messages. */
    boolean tunnel;

    MessageReader(boolean requests) {
        this.requests = requests;
    }

    void asked(String method) {
        asked.add(method);
    }

    Message message() {
        return message;
    }

    boolean headReady() {
        return part != Part.HEAD;
    }

    boolean done() {
        return part == Part.DONE;
    }

    boolean betweenMessages() {
        return part == Part.HEAD || part == Part.DONE && taken;
    }

    /** Forgets a message that was read to its end. */
    void next() {
        if (part != Part.DONE) return;
        part = Part.HEAD;
        message = new Message();
        taken = false;
    }

    /** Reads on; {@code ended} says that no byte will follow. */
    void advance(ByteQueue in, boolean ended) {
        if (tunnel) return;
        while (step(in)) {}
        if (!ended || part == Part.DONE || part == Part.HEAD) return;
        if (part != Part.UNTIL_CLOSE) message.cut = true;
        part = Part.DONE;
    }

    // ---- HTTP/2: what frames hold

    /** Takes frames; told whether a new message may begin. */
    interface Frames {
        boolean take(boolean betweenMessages);
    }

    boolean take(Frames frames) {
        return frames.take(part == Part.HEAD);
    }

    boolean inBody() {
        return part == Part.FRAMED;
    }

    void head(String startLine, List<Message.Field> fields, boolean end) {
        message.startLine = startLine;
        message.fields.addAll(fields);
        message.chunked = !end && message.first("content-length") == null;
        boolean interim = !requests && message.status() / 100 == 1;
        part = interim ? Part.DONE : Part.FRAMED;
    }

    void data(byte[] data) {
        message.body.append(data, data.length);
    }

    void trailers(List<Message.Field> fields) {
        message.trailers.addAll(fields);
    }

    /** RFC 9113 section 8.1.1: a body of another length than its fields say is not whole. */
    void end() {
        String length = message.first("content-length");
        boolean without = !requests && (message.status() == 304 || message.body.size() == 0);
        message.cut = length != null && !without && !length.equals(Integer.toString(message.body.size()));
        part = Part.DONE;
    }

    /** No frame will follow. */
    void cut() {
        if (part != Part.FRAMED) return;
        message.cut = true;
        part = Part.DONE;
    }

    /** One piece of the message; false when it needs more bytes. */
    private boolean step(ByteQueue in) {
        return switch (part) {
            case HEAD -> head(in);
            case FIXED -> data(in, Part.DONE);
            case CHUNK_SIZE -> chunkSize(in);
            case CHUNK_DATA -> data(in, Part.CHUNK_END);
            case CHUNK_END -> {
                String line = in.takeLine();
                if (line == null) yield false;
                if (!line.isEmpty()) throw new Mismatch("CRLF after a chunk", Latin1.quoted(line, 80));
                part = Part.CHUNK_SIZE;
                yield true;
            }
            case TRAILERS -> trailer(in);
            case UNTIL_CLOSE -> {
                in.moveTo(message.body, in.size());
                yield false;
            }
            case FRAMED, DONE -> false;
        };
    }

    private boolean head(ByteQueue in) {
        if (in.endOfHead() < 0) return false;
        message.startLine = in.takeLine();
        for (String line = in.takeLine(); !line.isEmpty(); line = in.takeLine()) message.fields.add(field(line));
        part = requests ? afterRequestHead() : afterAnswerHead();
        return true;
    }

    private static Message.Field field(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) throw new Mismatch("a field 'name: value'", Latin1.quoted(line, 120));
        return new Message.Field(
                line.substring(0, colon), line.substring(colon + 1).strip());
    }

    private Part afterRequestHead() {
        if (message.start(0).equals("CONNECT")) return Part.DONE;
        return framed(Part.DONE);
    }

    private Part afterAnswerHead() {
        int status = message.status();
        if (status == 0) throw new Mismatch("a status line", Latin1.quoted(message.startLine, 120));
        if (status / 100 == 1 && status != 101) return Part.DONE;
        String method = asked.isEmpty() ? "GET" : asked.remove();
        if (status == 101 || method.equals("CONNECT") && status / 100 == 2) return Part.DONE;
        if (status == 204 || status == 304 || method.equals("HEAD")) {
            message.chunked = message.first("transfer-encoding") != null;
            return Part.DONE;
        }
        return framed(Part.UNTIL_CLOSE);
    }

    private Part framed(Part otherwise) {
        List<String> codings = Message.values(message.fields, "transfer-encoding");
        List<String> lengths = Message.values(message.fields, "content-length");
        if (!codings.isEmpty() && !lengths.isEmpty())
            throw new Mismatch("one framing", "transfer-encoding: " + codings + ", content-length: " + lengths);
        if (!codings.isEmpty()) {
            message.chunked = true;
            return Part.CHUNK_SIZE;
        }
        if (lengths.isEmpty()) return otherwise;
        if (lengths.size() > 1 || !lengths.getFirst().matches("\\d{1,18}"))
            throw new Mismatch("one content-length of digits", lengths.toString());
        remaining = Long.parseLong(lengths.getFirst());
        return remaining == 0 ? Part.DONE : Part.FIXED;
    }

    private boolean data(ByteQueue in, Part then) {
        if (in.size() == 0) return false;
        int length = (int) Math.min(in.size(), remaining);
        in.moveTo(message.body, length);
        remaining -= length;
        if (remaining == 0) part = then;
        return true;
    }

    private boolean chunkSize(ByteQueue in) {
        String line = in.takeLine();
        if (line == null) return false;
        int end = line.indexOf(';');
        String size = end < 0 ? line : line.substring(0, end).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) throw new Mismatch("a chunk size", Latin1.quoted(line, 80));
        remaining = Long.parseLong(size, 16);
        part = remaining == 0 ? Part.TRAILERS : Part.CHUNK_DATA;
        return true;
    }

    private boolean trailer(ByteQueue in) {
        String line = in.takeLine();
        if (line == null) return false;
        if (line.isEmpty()) part = Part.DONE;
        else message.trailers.add(field(line));
        return true;
    }
}
