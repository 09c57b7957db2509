package dev.lintel.app;

import dev.lintel.admin.Commands;

/** The page of the runtime API's commands, as {@code lintel keywords --runtime-api} prints it. */
final class CommandList {
    private static final String HEAD = """
            # Runtime API

            The commands that Lintel takes at the sockets of `stats socket`, as HAProxy's management manual (section 9.3) describes them. This page is
            what `lintel keywords --runtime-api` prints.

            ```
            global
                stats socket /run/lintel/admin.sock mode 660 group adm level admin
                stats socket ipv4@127.0.0.1:9999 level user
                stats timeout 30s
            ```
            ```
            $ echo "show ssl cert; show info" | socat /run/lintel/admin.sock -
            $ echo -e "set ssl cert site.pem <<%EOF%\\n$(cat site.pem)\\n%EOF%\\n" | socat /run/lintel/admin.sock -
            $ echo "commit ssl cert site.pem" | socat /run/lintel/admin.sock -
            ```
            - A socket is its owner's alone (mode 0600) and of level `operator` where the line does not say otherwise. It is a path, an IP address and port,
              an abstract name (`abns@`) or an inherited socket (`fd@`); TLS is refused.
            - Started as root, Lintel makes the folder `/run/lintel` where there is none. In `/run/lintel/control`, which is root's alone, `lintel acme` and `lintel reload` find it.
            - Commands end with a line or `;`. Every answer ends with an empty line; without `prompt` the connection ends after one line of commands.
            - A line has 16 kB at most (`tune.bufsize`), a payload 512 kB (`tune.cli.max-payload-size`), a client 10 s for each word (`stats timeout`), and 10 clients
              are served at a time (`stats maxconn`).
            - `show events` lists the sinks for everybody; the events of one take the level `operator`.
            - Answers are HAProxy 3.4's, but for the texts of `help`. A prefix `@1` is taken and means this process.
            - A reload keeps the sockets and the clients that are there. A certificate that was committed stays until its file changes.

            """;

    private CommandList() {}

    static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("## Commands\n\n| command | level | what it does |\n|---|---|---|\n");
        for (Commands.Row row : Commands.rows()) {
            if (row.runs()) {
                page.append(
                        "| `" + row.usage().replace("|", "\\|") + "` | " + row.level() + " | " + row.help() + " |\n");
            }
        }
        page.append(
                "\n## Refused\n\nCommands of HAProxy's that are answered by a sentence.\n\n| command | why |\n|---|---|\n");
        for (Commands.Row row : Commands.rows()) {
            if (!row.runs()) {
                page.append("| `" + row.usage() + "` | " + row.help() + " |\n");
            }
        }
        return page.toString();
    }
}
