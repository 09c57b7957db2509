package dev.lintel.config;

import dev.lintel.base.Table;
import dev.lintel.base.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * The keywords of {@code global} that tune the insides of HAProxy or its HTTP/2 and HTTP/3 (manual, sections 3.1
 * to 3.4): they are read and kept by name, and most mean nothing here.
 */
final class GlobalTuning {
    /** Switches that {@code no} may stand before. */
    static final List<String> SWITCHES =
            List.of("busy-polling", "insecure-fork-wanted", "numa-cpu-mapping", "set-dumpable", "strict-limits");

    private static final String NAMES = """
            anonkey busy-polling close-spread-time cluster-secret cpu-affinity cpu-map cpu-policy cpu-set
            debug.counters dns-accept-family external-check fd-hard-limit force-cfg-parser-pause
            h1-accept-payload-with-any-method h1-do-not-close-on-insecure-transfer-encoding
            h2-workaround-bogus-websocket-clients harden.reject-privileged-ports.quic http-err-codes
            http-fail-codes httpclient.resolvers.disabled httpclient.resolvers.id httpclient.resolvers.prefer
            httpclient.retries httpclient.ssl.ca-file httpclient.ssl.verify httpclient.timeout.connect
            insecure-fork-wanted insecure-setuid-wanted jwt.decrypt_alg_list jwt.decrypt_enc_list limited-quic
            localpeer master-worker max-threads-per-group maxcompcpuusage maxcomprate maxpipes
            maxzlibmem mworker-max-reloads no-memory-trimming noepoll noevports nogetaddrinfo
            nokqueue nopoll noreuseport nosplice numa-cpu-mapping ocsp-update.disable ocsp-update.httpproxy
            ocsp-update.maxdelay ocsp-update.mindelay pp2-never-send-local prealloc-fd
            profiling.memory profiling.tasks quiet server-state-base server-state-file set-dumpable setcap
            shm-stats-file shm-stats-file-max-objects stats-file stress-level strict-limits thread-group
            thread-groups thread-hard-limit ulimit-n warn-blocked-traffic-after
            """;

    /** Behind {@code tune.}. */
    private static final String TUNE = """
            applet.zero-copy-forwarding buffers.limit buffers.reserve bufsize.large bufsize.small
            comp.maxlevel defaults.purge disable-fast-forward disable-zero-copy-forwarding
            epoll.mask-events events.max-events-at-once fail-alloc fd.edge-triggered glitches.kill.cpu-usage
            h1.be.glitches-threshold h1.fe.glitches-threshold h1.zero-copy-fwd-recv h1.zero-copy-fwd-send
            h2.be.max-frames-at-once h2.fe.max-frames-at-once h2.fe.max-rst-at-once h2.log-errors
            h2.zero-copy-fwd-send http.cookielen http.logurilen idle-pool.shared idletimer
            listener.default-shards listener.multi-queue lua.bool-sample-conversion lua.burst-timeout
            lua.forced-yield lua.log.loggers lua.log.stderr lua.maxmem lua.openlibs lua.service-timeout
            lua.session-timeout lua.task-timeout max-checks-per-thread max-rules-at-once maxaccept maxpollevents
            memory.hot-size notsent-lowat.client notsent-lowat.server pattern.cache-size
            peers.max-updates-at-once pipesize pool-high-fd-ratio pool-low-fd-ratio pt.zero-copy-forwarding
            quic.be.cc.cubic-min-losses quic.be.cc.hystart quic.be.cc.max-frame-loss quic.be.cc.max-win-size
            quic.be.cc.reorder-ratio quic.be.max-idle-timeout quic.be.sec.glitches-threshold
            quic.be.stream.data-ratio quic.be.stream.max-concurrent quic.be.stream.rxbuf quic.be.tx.pacing
            quic.be.tx.udp-gso quic.cc-hystart quic.cc.cubic.min-losses quic.disable-tx-pacing
            quic.disable-udp-gso quic.fe.cc.cubic-min-losses quic.fe.cc.hystart quic.fe.cc.max-frame-loss
            quic.fe.cc.max-win-size quic.fe.cc.reorder-ratio quic.fe.max-idle-timeout
            quic.fe.sec.glitches-threshold quic.fe.sec.retry-threshold quic.fe.sock-per-conn
            quic.fe.stream.data-ratio quic.fe.stream.max-concurrent quic.fe.stream.max-total
            quic.fe.stream.rxbuf quic.fe.tx.pacing quic.fe.tx.udp-gso quic.frontend.default-max-window-size
            quic.frontend.max-data-size quic.frontend.max-idle-timeout quic.frontend.max-streams-bidi
            quic.frontend.max-tx-mem quic.frontend.stream-data-ratio quic.listen quic.max-frame-loss
            quic.mem.tx-max quic.reorder-ratio quic.retry-threshold quic.socket-owner quic.zero-copy-fwd-send
            rcvbuf.backend rcvbuf.client rcvbuf.frontend rcvbuf.server recv_enough renice.runtime renice.startup
            ring.queues runqueue-depth sched.low-latency sndbuf.backend sndbuf.client sndbuf.frontend
            sndbuf.server ssl.ocsp-update.maxdelay ssl.ocsp-update.mindelay stick-counters streams-elasticity
            takeover-other-tg-connections vars.check-max-size vars.global-max-size vars.proc-max-size
            vars.reqres-max-size vars.sess-max-size vars.txn-max-size zlib.memlevel zlib.windowsize
            """;

    static final Table<Keyword<GlobalDraft>> TABLE = Table.of(Keyword::name, rows());

    private GlobalTuning() {}

    private static List<Keyword<GlobalDraft>> rows() {
        List<Keyword<GlobalDraft>> rows = new ArrayList<>();
        for (String name : NAMES.strip().split("\\s+")) {
            rows.add(kept(name));
        }
        for (String name : TUNE.strip().split("\\s+")) {
            rows.add(kept("tune." + name));
        }
        for (String side : List.of("", "fe.", "be.")) {
            rows.add(number("tune.h2." + side + "initial-window-size", 0, Integer.MAX_VALUE));
            rows.add(number("tune.h2." + side + "max-concurrent-streams", 0, Integer.MAX_VALUE));
        }
        for (String side : List.of("fe.", "be.")) {
            rows.add(Keyword.runs("tune.h2." + side + "rxbuf", (draft, words) -> {
                long most = Math.min(words.bytes(), Integer.MAX_VALUE);
                draft.tune.put("tune.h2." + side + "rxbuf", Long.toString(most));
            }));
        }
        rows.add(number("tune.h2.be.glitches-threshold", 0, Integer.MAX_VALUE));
        rows.add(number("tune.h2.fe.glitches-threshold", 0, Integer.MAX_VALUE));
        rows.add(number("tune.h2.fe.max-total-streams", 0, Integer.MAX_VALUE));
        rows.add(number("tune.h2.header-table-size", 0, 65_536));
        // These four are Lintel's own.
        rows.add(number("tune.h2.max-continuations", 0, Integer.MAX_VALUE));
        rows.add(number("tune.h2.max-empty-frames", 0, Integer.MAX_VALUE));
        rows.add(number("tune.h2.max-resets", 1, Integer.MAX_VALUE));
        rows.add(number("tune.h2.max-waiting-answers", 1, Integer.MAX_VALUE));
        rows.add(number("tune.h2.max-frame-size", 16_384, 16_777_215));
        return rows;
    }

    private static Keyword<GlobalDraft> number(String name, int least, int most) {
        return Keyword.runs(name, (draft, words) -> draft.tune.put(name, Integer.toString(words.number(least, most))));
    }

    private static Keyword<GlobalDraft> kept(String name) {
        return new Keyword<>(name, Answer.ACCEPTED, Keyword.EVERYWHERE, null, (draft, words) -> {
            draft.tune.put(
                    name, String.join(" ", words.rest().stream().map(Word::text).toList()));
        });
    }
}
