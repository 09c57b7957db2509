import java.nio.file.Path;

/**
 * What a configuration refers to.
 *
 * @param port where the proxy listens
 * @param serverPort of all servers behind it
 * @param sinkPort where log lines go
 * @param certificates a PEM file or a folder of them; null without TLS
 */
record Wiring(int port, int serverPort, int sinkPort, Path certificates) {}
