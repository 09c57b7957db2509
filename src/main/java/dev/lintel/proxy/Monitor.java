package dev.lintel.proxy;

import dev.lintel.exchange.Exchange;
import dev.lintel.http.Bytes;
import dev.lintel.http.Headers;
import dev.lintel.http.MessageHead;
import dev.lintel.rule.Reply;
import dev.lintel.stream.EndReason;
import dev.lintel.stream.HttpStream;
import io.netty.buffer.ByteBuf;

/** {@code monitor-uri}: tells a checker that the proxy is alive, or not ({@code monitor fail}); never logged (manual section 4.2). */
final class Monitor {
    /** Nobody waits for the end of such an answer. */
    static final HttpStream.Events SILENT = new HttpStream.Events() {
        @Override
        public void onHead(MessageHead head, boolean last) {}

        @Override
        public void onBody(ByteBuf data, boolean last) {
            data.release();
        }

        @Override
        public void onTrailers(Headers trailers) {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(EndReason reason) {}
    };

    private Monitor() {}

    static boolean answers(Frontend frontend, Exchange x) {
        byte[] uri = frontend.monitorUri();
        if (uri == null) {
            return false;
        }
        // The targets of HTTP/2 have an origin before the path.
        int from = x.request.version >= 20 ? x.request.pathOff() : x.request.targetOff();
        int length = x.request.targetOff() + x.request.targetLen() - from;
        return Bytes.equal(x.request.targetBuf(), from, length, uri);
    }

    static Reply reply(Frontend frontend, Exchange x) {
        boolean failing = frontend.parts().monitorFail() != null
                && frontend.parts().monitorFail().holds(x);
        return frontend.parts().replies().of(failing ? 503 : 200);
    }
}
