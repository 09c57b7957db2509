package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProxyCounters;
import dev.lintel.exchange.Session;
import dev.lintel.http.Bytes;
import dev.lintel.http.Framing;
import dev.lintel.http.HeaderName;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.http.Method;
import dev.lintel.http.RequestHead;
import dev.lintel.http.ResponseHead;
import dev.lintel.stream.Address;
import dev.lintel.stream.Deadline;
import dev.lintel.stream.Loop;

/** Exchanges for tests of rules, built from the text of a message, on a loop whose clock stands still. */
public final class Traffic {
    public static final Loop LOOP = new StillLoop();

    private Traffic() {}

    /** An exchange whose request is this head: a request line, then fields, lines ended by LF. */
    public static Exchange request(String text) {
        String[] lines = text.split("\n");
        String[] line = lines[0].split(" ");
        Address client = Address.of(new byte[] {127, 0, 0, 1}, 4711);
        Address here = Address.of(new byte[] {127, 0, 0, 2}, 80);
        Exchange x = new Exchange(new Session(LOOP, new ProxyCounters("f", 2), 1, client, here));
        RequestHead head = new RequestHead(new Headers());
        head.method = Method.of(line[0]);
        byte[] target = Bytes.of("~" + line[1]);
        head.target(target, 1, target.length - 1);
        head.version = line.length > 2 && line[2].equals("HTTP/1.0") ? 10 : 11;
        fields(head, lines);
        x.request = head;
        x.loggedMethod = head.method;
        x.loggedTarget = target;
        x.loggedTargetOff = 1;
        x.loggedTargetLen = target.length - 1;
        x.loggedVersion = head.version;
        x.number = 1;
        return x;
    }

    /** The same exchange with an answer: {@code 200}, or a status and a reason, then fields. */
    public static Exchange response(Exchange x, String text) {
        String[] lines = text.split("\n");
        x.response = new ResponseHead(Integer.parseInt(lines[0].substring(0, 3)));
        if (lines[0].length() > 4) {
            x.response.reason = Bytes.of(lines[0].substring(4));
        }
        fields(x.response, lines);
        return x;
    }

    private static void fields(MessageHead head, String[] lines) {
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            byte[] value = Bytes.of("~" + lines[i].substring(colon + 1).strip() + "~");
            head.headers.add(HeaderName.of(lines[i].substring(0, colon)), value, 1, value.length - 2);
        }
        String length = head.headers.text(HeaderName.CONTENT_LENGTH);
        if (length != null) {
            head.framing = Framing.LENGTH;
            head.length = Long.parseLong(length);
        }
    }

    /** The head as text, the way {@link #request} takes it. */
    public static String text(RequestHead head) {
        return head.method + " " + head.targetText() + "\n" + head.headers;
    }

    private static final class StillLoop implements Loop {
        @Override
        public long now() {
            return 1_000;
        }

        @Override
        public long micros() {
            return 1_000_000;
        }

        @Override
        public long nowMicros() {
            return 1_000_000;
        }

        @Override
        public long wallClock() {
            return 1_700_000_000_123L;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public void arm(Deadline deadline, long millis) {
            throw new UnsupportedOperationException("no rule arms a timer");
        }

        @Override
        public void forget(Deadline deadline) {}

        @Override
        public void execute(Runnable work) {
            throw new UnsupportedOperationException("no rule posts work to the loop by itself");
        }
    }
}
