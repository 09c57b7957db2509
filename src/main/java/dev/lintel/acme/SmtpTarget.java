package dev.lintel.acme;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Notices by mail: one message a connection, to the mail server that a user has anyway (RFC 6409, and RFC 5321 without one). A password is
 * sent over TLS only.
 */
final class SmtpTarget implements NoticeTarget {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 30_000;
    private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^<>,@]]+@[\\w.-]+");
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\s\\[\\]]+))(?::(\\d{1,5}))?");

    private final Settings settings;
    private final String host;
    private final int port;
    private final String tls;
    private final String from;
    private final List<String> to;

    SmtpTarget(Settings settings) throws DnsFault {
        this.settings = settings;
        Matcher server = SERVER.matcher(settings.text("server", ""));
        if (!server.matches()) {
            throw settings.fault("expects a server as <host>[:<port>], not '" + settings.text("server", "") + "'");
        }
        this.host = server.group(1) == null ? server.group(2) : server.group(1);
        this.port = server.group(3) == null ? 587 : Integer.parseInt(server.group(3));
        this.tls = settings.text("tls", port == 465 ? "implicit" : port == 25 ? "if-offered" : "starttls");
        if (settings.has("tls") && !List.of("starttls", "implicit", "none").contains(tls)) {
            throw settings.fault("'tls' expects starttls, implicit or none, not '" + tls + "'");
        }
        if (settings.has("username") != settings.has("password")) {
            throw settings.fault("'username' and 'password' belong together");
        }
        this.from = address("from", settings.text("from", ""));
        this.to = List.of(settings.text("to", "").split("\\s*,\\s*"));
        for (String receiver : to) {
            address("to", receiver);
        }
    }

    private String address(String name, String text) throws DnsFault {
        if (!ADDRESS.matcher(text).matches()) {
            throw settings.fault("'" + name + "' expects an address such as admin@example.org, not '" + text + "'");
        }
        return text;
    }

    @Override
    public void send(Notice notice) throws DnsFault {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            plain.setSoTimeout(READ_MILLIS);
            // What is layered over the plain socket is closed with it.
            SmtpDialogue dialogue = new SmtpDialogue(settings, host, tls.equals("implicit") ? secured(plain) : plain);
            dialogue.greet();
            boolean secured = tls.equals("implicit");
            if (tls.equals("starttls") || tls.equals("if-offered") && dialogue.offers("STARTTLS")) {
                dialogue.startTls();
                dialogue = new SmtpDialogue(settings, host, secured(plain));
                dialogue.hello();
                secured = true;
            }
            if (settings.has("username")) {
                if (!secured) {
                    throw settings.fault(
                            host
                                    + " is not spoken to over TLS, so the password is not sent; 'tls' says starttls or implicit");
                }
                dialogue.signIn(settings.text("username", ""), settings.secret("password"));
            }
            dialogue.deliver(from, to, SmtpDialogue.message(from, to, notice));
        } catch (SSLException e) {
            throw settings.fault("TLS with " + host + " failed: " + e.getMessage()
                    + "; 'ca-file' names the authority of a server of your own");
        } catch (IOException e) {
            throw settings.fault("no mail by " + host + " port " + port + ": "
                    + (e.getMessage() == null ? "the connection broke" : ApiMessages.shorten(e.getMessage())));
        }
    }

    private Socket secured(Socket plain) throws IOException, DnsFault {
        SSLSocket socket = (SSLSocket) factory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private SSLSocketFactory factory() throws DnsFault {
        String file = settings.text("ca-file", "");
        if (file.isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw settings.fault("'ca-file': " + file + " cannot be read as certificates in PEM");
        }
    }
}
