package dev.lintel.compile;

import dev.lintel.stream.Http2Limits;
import java.util.Map;

/** What {@code tune.h2.*} says of one side's HTTP/2 connections (manual section 3.2). */
public final class Http2Tuning {
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    /** Every connection begins with as much (RFC 9113 section 6.9.2), and it cannot be taken back. */
    private static final int LEAST_WINDOW = 65_535;

    private Http2Tuning() {}

    public static Http2Limits clients(Map<String, String> tune) {
        return of(tune, "fe.", number(tune, "tune.h2.fe.max-total-streams", 0));
    }

    public static Http2Limits servers(Map<String, String> tune) {
        return of(tune, "be.", 0);
    }

    private static Http2Limits of(Map<String, String> tune, String side, int total) {
        Http2Limits usual = Http2Limits.DEFAULT;
        int streams = sided(tune, side, "max-concurrent-streams", usual.streams());
        int window = sided(tune, side, "initial-window-size", usual.window());
        return new Http2Limits(
                streams == 0 ? NO_LIMIT : streams,
                // Without any room no body would ever begin.
                window == 0 ? usual.window() : window,
                Math.max(
                        Math.max(window, LEAST_WINDOW),
                        number(tune, "tune.h2." + side + "rxbuf", usual.connectionWindow())),
                number(tune, "tune.h2.max-frame-size", usual.frameBytes()),
                number(tune, "tune.h2.header-table-size", usual.tableBytes()),
                number(tune, "tune.h2.max-resets", usual.resets()),
                number(tune, "tune.h2.max-continuations", usual.continuations()),
                number(tune, "tune.h2.max-empty-frames", usual.emptyFrames()),
                number(tune, "tune.h2.max-waiting-answers", usual.controlFrames()),
                number(tune, "tune.h2." + side + "glitches-threshold", usual.glitches()),
                total);
    }

    /** The word for that side, else the one for both. */
    private static int sided(Map<String, String> tune, String side, String what, int usual) {
        return number(tune, "tune.h2." + side + what, number(tune, "tune.h2." + what, usual));
    }

    private static int number(Map<String, String> tune, String name, int usual) {
        String text = tune.get(name);
        return text == null ? usual : Integer.parseInt(text);
    }
}
