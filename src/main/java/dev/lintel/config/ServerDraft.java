package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.ServerSpec;
import dev.lintel.model.ServerSpec.CheckOptions;
import dev.lintel.model.ServerSpec.Observe;
import dev.lintel.model.ServerTlsSpec;
import java.util.List;

/**
 * A {@code server} line while it is read; it begins as a copy of the {@code default-server} before it (HAProxy manual, section
 * 5.2). Owned by the thread that reads.
 */
final class ServerDraft {
    Pos pos = Pos.NONE;
    String name = "";
    int id;
    AddressSpec address;
    String cookie;
    int weight = 1;
    boolean backup;
    boolean disabled;
    int maxconn;
    int minconn;
    int maxqueue;
    int poolMaxConn = -1;
    int poolLowConn;
    long poolPurgeDelayMillis = 5000;
    int maxReuse = -1;
    long slowStartMillis;
    boolean check;
    AddressSpec checkAddress;
    int checkPort;
    long interMillis = 2000;
    long fastInterMillis;
    long downInterMillis;
    int rise = 2;
    int fall = 3;
    boolean checkSendProxy;
    String checkProto;
    Observe observe = Observe.NONE;
    int errorLimit = 10;
    String onError;
    boolean shutdownOnDown;
    boolean shutdownBackupOnUp;
    String redir;
    List<String> initAddr = List.of();
    AddressSpec source;
    int sendProxy;
    long tcpUserTimeoutMillis;
    String track;
    final ServerTlsDraft tls;
    String proto;

    ServerDraft() {
        tls = new ServerTlsDraft();
    }

    ServerDraft(ServerDraft from) {
        cookie = from.cookie;
        weight = from.weight;
        backup = from.backup;
        disabled = from.disabled;
        maxconn = from.maxconn;
        minconn = from.minconn;
        maxqueue = from.maxqueue;
        poolMaxConn = from.poolMaxConn;
        poolLowConn = from.poolLowConn;
        poolPurgeDelayMillis = from.poolPurgeDelayMillis;
        maxReuse = from.maxReuse;
        slowStartMillis = from.slowStartMillis;
        check = from.check;
        checkAddress = from.checkAddress;
        checkPort = from.checkPort;
        interMillis = from.interMillis;
        fastInterMillis = from.fastInterMillis;
        downInterMillis = from.downInterMillis;
        rise = from.rise;
        fall = from.fall;
        checkSendProxy = from.checkSendProxy;
        checkProto = from.checkProto;
        observe = from.observe;
        errorLimit = from.errorLimit;
        onError = from.onError;
        shutdownOnDown = from.shutdownOnDown;
        shutdownBackupOnUp = from.shutdownBackupOnUp;
        redir = from.redir;
        initAddr = from.initAddr;
        source = from.source;
        sendProxy = from.sendProxy;
        tcpUserTimeoutMillis = from.tcpUserTimeoutMillis;
        track = from.track;
        tls = new ServerTlsDraft(from.tls);
        proto = from.proto;
    }

    ServerSpec spec(ServerTlsSpec finished) {
        CheckOptions checks = new CheckOptions(
                check,
                checkAddress,
                checkPort,
                interMillis,
                fastInterMillis,
                downInterMillis,
                rise,
                fall,
                checkSendProxy,
                checkProto);
        return new ServerSpec(
                pos,
                name,
                id,
                address,
                cookie,
                weight,
                backup,
                disabled,
                maxconn,
                minconn,
                maxqueue,
                poolMaxConn,
                poolLowConn,
                poolPurgeDelayMillis,
                maxReuse,
                slowStartMillis,
                checks,
                observe,
                errorLimit,
                onError,
                shutdownOnDown,
                shutdownBackupOnUp,
                redir,
                initAddr,
                source,
                sendProxy,
                tcpUserTimeoutMillis,
                track,
                finished,
                proto);
    }
}
