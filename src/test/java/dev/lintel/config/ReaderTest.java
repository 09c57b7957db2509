package dev.lintel.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.base.Problems;
import dev.lintel.base.Word;
import dev.lintel.model.AddressSpec;
import dev.lintel.model.BackendSpec;
import dev.lintel.model.BackendSpec.HashType;
import dev.lintel.model.CommandsSpec;
import dev.lintel.model.Config;
import dev.lintel.model.CookieSpec;
import dev.lintel.model.FrontendSpec;
import dev.lintel.model.Mode;
import dev.lintel.model.Option;
import dev.lintel.model.RuleSpec.Family;
import dev.lintel.model.ServerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model that a configuration becomes: defaults applied, in the order and with the values of HAProxy's manual. */
class ReaderTest {
    @Test
    void globalsAddUp() {
        Config config = read("""
                global
                    maxconn 5
                    log 127.0.0.1:514 len 200 format rfc5424 local0 notice err
                    tune.bufsize 32k
                    nbthread 2
                global
                    maxconn 10
                    hard-stop-after 30s
                    tune.http.logurilen 4096
                    set-var proc.a str(x)
                """);
        assertThat(config.global().maxconn()).isEqualTo(10);
        assertThat(config.global().threads()).isEqualTo(2);
        assertThat(config.global().bufSize()).isEqualTo(32768);
        assertThat(config.global().hardStopAfterMillis()).isEqualTo(30_000);
        assertThat(config.global().tune()).containsEntry("tune.http.logurilen", "4096");
        assertThat(config.global().setVars()).hasSize(1);
        assertThat(config.global().logs()).singleElement().satisfies(log -> {
            assertThat(log.length()).isEqualTo(200);
            assertThat(log.format()).isEqualTo("rfc5424");
            assertThat(log.facility()).isEqualTo(16);
            assertThat(log.maxLevel()).isEqualTo(5);
            assertThat(log.minLevel()).isEqualTo(3);
        });
    }

    @Test
    void proxiesStartFromTheLastDefaults() {
        Config config = read("""
                defaults first
                    mode http
                    timeout connect 1s
                    timeout server 2s
                    timeout client 3s
                    option httpclose
                    retries 1
                    default-server inter 5s weight 7
                defaults second from first
                    mode tcp
                    no option httpclose
                    option http-server-close
                    timeout connect 900
                backend a from first
                    server s 127.0.0.1:80 check
                backend b
                    default-server backup
                    server s 127.0.0.1:80 weight 3 inter 1m
                """);
        BackendSpec a = config.backends().get(0);
        assertThat(a.proxy().mode()).isEqualTo(Mode.HTTP);
        assertThat(a.proxy().timeouts().connect()).isEqualTo(1000);
        assertThat(a.proxy().timeouts().tunnel()).isEqualTo(-1);
        assertThat(a.proxy().on(Option.HTTPCLOSE)).isTrue();
        assertThat(a.retries()).isEqualTo(1);
        ServerSpec s = a.servers().getFirst();
        assertThat(s.weight()).isEqualTo(7);
        assertThat(s.backup()).isFalse();
        assertThat(s.check().enabled()).isTrue();
        assertThat(s.check().interMillis()).isEqualTo(5000);
        BackendSpec b = config.backends().get(1);
        assertThat(b.proxy().mode()).isEqualTo(Mode.TCP);
        assertThat(b.proxy().timeouts().connect()).isEqualTo(900);
        assertThat(b.proxy().on(Option.HTTPCLOSE)).isFalse();
        assertThat(b.proxy().on(Option.HTTP_SERVER_CLOSE)).isTrue();
        assertThat(b.servers().getFirst().weight()).isEqualTo(3);
        assertThat(b.servers().getFirst().backup()).isTrue();
        assertThat(b.servers().getFirst().check().interMillis()).isEqualTo(60_000);
    }

    @Test
    void rulesKeepTheirWords() {
        Config config = read("""
                frontend f
                    bind :80
                    timeout client 1s
                    mode http
                    acl local src 10.0.0.0/8
                    monitor fail if { nbsrv(b) lt 1 }
                    http-request set-header X "a b" if local
                    use_backend %[req.hdr(host),lower] if !local
                    default_backend b
                """);
        FrontendSpec f = config.frontends().getFirst();
        assertThat(f.defaultBackend().text()).isEqualTo("b");
        assertThat(texts(f.proxy().acls().getFirst().words())).containsExactly("src", "10.0.0.0/8");
        assertThat(f.proxy().rules().stream().map(r -> r.family()))
                .containsExactly(Family.MONITOR_FAIL, Family.HTTP_REQUEST, Family.USE_BACKEND);
        assertThat(texts(f.proxy().rules().get(1).words())).containsExactly("set-header", "X", "a b", "if", "local");
        assertThat(f.proxy().rules().get(1).pos().line()).isEqualTo(7);
    }

    @Test
    void addressesComeInEveryForm() {
        Config config = read("""
                frontend f
                    timeout client 1s
                    bind 127.0.0.1:80,*:8080-8081,:90 name x mode 660 accept-proxy
                    bind ::1:443
                    bind [::]:443 v6only
                    bind ipv6@:80
                    bind unix@/run/x
                    bind /run/y
                    bind abns@z
                    bind fd@3
                backend b
                    timeout connect 1s
                    timeout server 1s
                    server a 10.0.0.1
                    server b host:+8000
                    server c /run/y
                    server-template w 2-3 name.test:80 id 10
                """);
        FrontendSpec f = config.frontends().getFirst();
        assertThat(f.binds().getFirst().addresses())
                .containsExactly(ip("127.0.0.1", 80), ip("*", 8080), ip("*", 8081), ip("", 90));
        assertThat(f.binds().getFirst().mode()).isEqualTo(0660);
        assertThat(f.binds().get(1).addresses()).containsExactly(ip("::1", 443));
        assertThat(f.binds().get(2).addresses()).containsExactly(ip("::", 443));
        assertThat(f.binds().stream().skip(3).map(b -> b.addresses().getFirst().kind()))
                .containsExactly(
                        AddressSpec.Kind.IPV6,
                        AddressSpec.Kind.UNIX,
                        AddressSpec.Kind.UNIX,
                        AddressSpec.Kind.ABSTRACT,
                        AddressSpec.Kind.FD);
        List<ServerSpec> servers = config.backends().getFirst().servers();
        assertThat(servers.stream().map(ServerSpec::name)).containsExactly("a", "b", "c", "w2", "w3");
        assertThat(servers.stream().map(s -> s.address().port())).containsExactly(0, 8000, 0, 80, 80);
        assertThat(servers.get(1).address().portOffset()).isTrue();
        assertThat(servers.stream().map(ServerSpec::id)).containsExactly(0, 0, 0, 10, 11);
    }

    @Test
    void backendsChooseAndCheck() {
        BackendSpec b = read("""
                        backend b
                            mode http
                            timeout connect 1s
                            timeout server 1s
                            balance hdr(X-Key) use_domain_only
                            hash-type consistent djb2 avalanche
                            cookie ID insert indirect maxidle 30m domain .a.b secure attr SameSite=None
                            option redispatch 2
                            retry-on conn-failure 503
                            option httpchk GET /health HTTP/1.1 app.test
                            http-check expect status 200
                            option forwardfor except 10.0.0.0/8 if-none
                            http-reuse never
                            server s 127.0.0.1:80 cookie one redir http://x slowstart 20s on-marked-down shutdown-sessions
                        """).backends().getFirst();
        assertThat(b.balance().algorithm()).isEqualTo("hdr");
        assertThat(texts(b.balance().arguments())).containsExactly("X-Key", "use_domain_only");
        assertThat(b.balance().hashType()).isEqualTo(new HashType(true, "djb2", true, 0));
        assertThat(b.cookie().kind()).isEqualTo(CookieSpec.Kind.INSERT);
        assertThat(b.cookie().maxIdleSeconds()).isEqualTo(1800);
        assertThat(b.redispatchInterval()).isEqualTo(2);
        assertThat(b.retryOn()).containsExactly("conn-failure", "503");
        assertThat(b.check().uri()).isEqualTo("/health");
        assertThat(b.httpCheck()).hasSize(2);
        assertThat(texts(b.httpCheck().getFirst().words())).containsExactly("hdr", "Host", "app.test");
        assertThat(b.proxy().forwardFor().ifNone()).isTrue();
        assertThat(b.httpReuse()).isEqualTo(BackendSpec.HttpReuse.NEVER);
        assertThat(b.servers().getFirst().slowStartMillis()).isEqualTo(20_000);
        assertThat(b.servers().getFirst().shutdownSessionsOnMarkedDown()).isTrue();
    }

    @Test
    void stockFilesOfDistributionsAreRead() {
        Problems problems = new Problems();
        Config config = read(problems, """
                global
                    log /dev/log local0
                    chroot /var/lib/haproxy
                    stats socket /run/haproxy/admin.sock mode 660 level admin
                    stats timeout 30s
                    user haproxy
                    group haproxy
                    daemon
                    ca-base /etc/ssl/certs
                    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
                defaults
                    log global
                    mode http
                    option httplog
                    option dontlognull
                    timeout connect 5000
                    timeout client  50000
                    timeout server  50000
                    errorfile 400 /etc/haproxy/errors/400.http
                """);
        assertThat(problems.hasErrors() || problems.hasWarnings()).isFalse();
        assertThat(config.global().daemon()).isTrue();
        CommandsSpec commands = config.global().commands();
        assertThat(commands.timeoutMillis()).isEqualTo(30_000);
        assertThat(commands.sockets()).singleElement().satisfies(socket -> {
            assertThat(socket.address())
                    .isEqualTo(new AddressSpec(AddressSpec.Kind.UNIX, "/run/haproxy/admin.sock", 0, false));
            assertThat(socket.mode()).isEqualTo(0660);
            assertThat(socket.level()).isEqualTo(CommandsSpec.Level.ADMIN);
        });
    }

    private static AddressSpec ip(String host, int port) {
        return new AddressSpec(AddressSpec.Kind.IP, host, port, false);
    }

    private static List<String> texts(List<Word> words) {
        return words.stream().map(Word::text).toList();
    }

    private static Config read(String text) {
        Problems problems = new Problems();
        Config config = read(problems, text);
        StringBuilder out = new StringBuilder();
        problems.print(out);
        assertThat(out).isEmpty();
        return config;
    }

    private static Config read(Problems problems, String text) {
        return Reader.read(List.of(Source.of("haproxy.cfg", text)), Environment.empty(), problems, false);
    }
}
