package dev.lintel.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that a step sends.
 *
 * @param start method and target, or status and reason
 * @param version as it stands on the wire
 * @param fields as they were written, without what the runner adds
 * @param without names of fields that the runner must not add
 * @param body null when the step names none
 * @param chunks the chunked body's pieces, or null when the body is not chunked
 */
record Outgoing(
        String start,
        String version,
        List<Message.Field> fields,
        List<String> without,
        byte[] body,
        List<byte[]> chunks,
        List<Message.Field> trailers,
        boolean untilClose,
        boolean bytewise) {

    boolean isRequest() {
        return !start.substring(0, 3).matches("\\d{3}");
    }

    String method() {
        return start.substring(0, start.indexOf(' '));
    }

    int status() {
        return Integer.parseInt(start.substring(0, 3));
    }

    /** The bytes on the wire; {@code asked} is the method that an answer is for. */
    byte[] bytes(String asked) {
        StringBuilder head = new StringBuilder();
        head.append(isRequest() ? start + " " + version : version + " " + start).append("\r\n");
        for (Message.Field f : framed(asked))
            head.append(f.name()).append(": ").append(f.value()).append("\r\n");
        head.append("\r\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Latin1.bytes(head.toString()));
        if (asked.equals("HEAD")) return out.toByteArray();
        if (chunks != null) writeChunks(out);
        else if (body != null) out.writeBytes(body);
        return out.toByteArray();
    }

    /** The fields with the host and the framing that the step left to us; a framing field that it names stays alone. */
    List<Message.Field> framed(String asked) {
        List<Message.Field> all = new ArrayList<>(fields);
        if (isRequest() && version.equals("HTTP/1.1") && !has("host"))
            all.addFirst(new Message.Field("host", "example.org"));
        if (has("content-length") || has("transfer-encoding")) return all;
        if (chunks != null) {
            all.add(new Message.Field("transfer-encoding", "chunked"));
        } else if (body != null && !untilClose) {
            all.add(new Message.Field("content-length", Integer.toString(body.length)));
        } else if (!isRequest() && !untilClose && mayHaveBody(asked)) {
            all.add(new Message.Field("content-length", "0"));
        }
        return all;
    }

    boolean mayHaveBody(String asked) {
        int status = status();
        return status / 100 != 1
                && status != 204
                && status != 304
                && !asked.equals("HEAD")
                && !(asked.equals("CONNECT") && status / 100 == 2);
    }

    private boolean has(String name) {
        return without.contains(name) || !Message.values(fields, name).isEmpty();
    }

    private void writeChunks(ByteArrayOutputStream out) {
        for (byte[] chunk : chunks) out.writeBytes(chunk(chunk));
        out.writeBytes(lastChunk(trailers));
    }

    static byte[] chunk(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Latin1.bytes(Integer.toHexString(data.length) + "\r\n"));
        out.writeBytes(data);
        out.writeBytes(Latin1.bytes("\r\n"));
        return out.toByteArray();
    }

    static byte[] lastChunk(List<Message.Field> trailers) {
        StringBuilder last = new StringBuilder("0\r\n");
        for (Message.Field f : trailers)
            last.append(f.name()).append(": ").append(f.value()).append("\r\n");
        return Latin1.bytes(last.append("\r\n").toString());
    }
}
