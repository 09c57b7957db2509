package dev.lintel.compile;

import dev.lintel.proxy.LogLines;
import dev.lintel.stream.LogSink;
import dev.lintel.tls.CertStore;
import dev.lintel.tls.Challenges;

/**
 * What the process gives to every configuration.
 *
 * @param openFilesMaxconn client connections at a time where the configuration does not say
 * @param forcedMaxconn the same, whatever the configuration says; 0: it decides
 * @param unresolvedServers {@code -dr}: servers whose names do not resolve are no mistake
 * @param logs opens where logs go
 * @param certificates those in force, which stay over reloads; {@code challenges} answers that authorities ask for
 * @param lines where loops put log lines together
 */
public record Surroundings(
        int openFilesMaxconn,
        int forcedMaxconn,
        boolean unresolvedServers,
        LogSink.Opener logs,
        LogLines lines,
        CertStore certificates,
        Challenges challenges) {
    int maxconn(int configured) {
        return forcedMaxconn > 0 ? forcedMaxconn : configured > 0 ? configured : openFilesMaxconn;
    }
}
