package dev.lintel.config;

import dev.lintel.base.Pos;
import dev.lintel.base.Word;
import dev.lintel.model.AclSpec;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BackendSpec.CheckRuleSpec;
import dev.lintel.model.BackendSpec.CheckSpec;
import dev.lintel.model.BackendSpec.HttpReuse;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.FrontendSpec.CaptureSpec;
import dev.lintel.model.LogSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.ProxySpec.ErrorSpec;
import dev.lintel.model.ProxySpec.FormatSpec;
import dev.lintel.model.ProxySpec.ForwardForSpec;
import dev.lintel.model.RuleSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * A proxy section while its lines are read; it begins as a copy of its {@code defaults} (HAProxy manual, chapter 4).
 *
 * <p>Plain fields, for every keyword writes one or two. Owned by the thread that reads.
 */
final class ProxyDraft {
    /** A {@code log} line; null is {@code log global}. */
    record Log(LogSpec spec) {}

    final Section section;
    /** The {@code defaults} it was copied from, or null. */
    final ProxyDraft defaults;

    Mode mode = Mode.TCP;
    boolean disabled;
    int id;
    String description;
    final long[] timeouts = new long[ProxyKeywords.TIMEOUTS.size()];
    long requestInspection;
    long responseInspection;
    final EnumSet<Option> options;
    final List<Log> logs;
    String logTag;
    FormatSpec logFormat;
    FormatSpec logFormatSd;
    FormatSpec errorLogFormat;
    FormatSpec uniqueIdFormat;
    String uniqueIdHeader;
    ForwardForSpec forwardFor;
    ForwardForSpec originalTo;
    final List<ErrorSpec> errors;
    final List<AclSpec> acls;
    final List<RuleSpec> rules;
    long maxKeepAliveQueue = -1;

    // of a frontend
    final List<BindKeywords.Draft> binds = new ArrayList<>();
    /** Also true when the line had a mistake, so that its lack is not reported on top. */
    boolean bindSeen;

    /** {@code ssl-f-use} lines: for every {@code bind ... ssl} of the section. */
    final List<CrtListReader.Entry> certificates = new ArrayList<>();

    Word defaultBackend;
    int maxconn;
    int backlog;
    final List<CaptureSpec> captures = new ArrayList<>();
    String monitorUri;

    // of a backend
    ServerDraft defaultServer;
    final List<ServerDraft> servers = new ArrayList<>();
    Pos balancePos = Pos.NONE;
    String balance;
    List<Word> balanceArguments = List.of();
    boolean hashConsistent;
    String hashFunction = "sdbm";
    boolean hashAvalanche;
    int hashBalanceFactor;
    CookieSpec cookie;
    String dynamicCookieKey;
    HttpReuse httpReuse = HttpReuse.SAFE;
    int retries = 3;
    int redispatchInterval;
    List<String> retryOn = List.of();
    int fullconn;
    CheckSpec check;
    /** The last word of {@code option httpchk}, or null. */
    Word checkHost;

    final List<CheckRuleSpec> httpCheck;
    AddressSpec source;
    String httpSendNameHeader;

    /** A section that starts from nothing. */
    ProxyDraft(Section section) {
        this.section = section;
        this.defaults = null;
        Arrays.fill(timeouts, -1);
        options = EnumSet.noneOf(Option.class);
        logs = new ArrayList<>();
        errors = new ArrayList<>();
        acls = new ArrayList<>();
        rules = new ArrayList<>();
        httpCheck = new ArrayList<>();
        defaultServer = new ServerDraft();
    }

    /** A section that starts from a {@code defaults} section. What names a single proxy (id, description, binds) is not taken. */
    ProxyDraft(Section section, ProxyDraft from) {
        this.section = section;
        this.defaults = from;
        mode = from.mode;
        disabled = from.disabled;
        System.arraycopy(from.timeouts, 0, timeouts, 0, timeouts.length);
        requestInspection = from.requestInspection;
        responseInspection = from.responseInspection;
        options = EnumSet.copyOf(from.options);
        logs = new ArrayList<>(from.logs);
        logTag = from.logTag;
        logFormat = from.logFormat;
        logFormatSd = from.logFormatSd;
        errorLogFormat = from.errorLogFormat;
        uniqueIdFormat = from.uniqueIdFormat;
        uniqueIdHeader = from.uniqueIdHeader;
        forwardFor = from.forwardFor;
        originalTo = from.originalTo;
        errors = new ArrayList<>(from.errors);
        acls = new ArrayList<>(from.acls);
        rules = new ArrayList<>(from.rules);
        maxKeepAliveQueue = from.maxKeepAliveQueue;
        defaultBackend = from.defaultBackend;
        maxconn = from.maxconn;
        backlog = from.backlog;
        monitorUri = from.monitorUri;
        defaultServer = new ServerDraft(from.defaultServer);
        balancePos = from.balancePos;
        balance = from.balance;
        balanceArguments = from.balanceArguments;
        hashConsistent = from.hashConsistent;
        hashFunction = from.hashFunction;
        hashAvalanche = from.hashAvalanche;
        hashBalanceFactor = from.hashBalanceFactor;
        cookie = from.cookie;
        dynamicCookieKey = from.dynamicCookieKey;
        httpReuse = from.httpReuse;
        retries = from.retries;
        redispatchInterval = from.redispatchInterval;
        retryOn = from.retryOn;
        fullconn = from.fullconn;
        check = from.check;
        checkHost = from.checkHost;
        httpCheck = new ArrayList<>(from.httpCheck);
        source = from.source;
        httpSendNameHeader = from.httpSendNameHeader;
    }

    SectionKind kind() {
        return section.kind();
    }

    String name() {
        return section.name() == null ? "" : section.name().text();
    }

    String title() {
        return section.title();
    }
}
