package dev.lintel.admin;

import dev.lintel.model.AddressSpec;
import dev.lintel.model.CommandsSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket of the runtime API. A unix socket is made in a folder that nobody else can enter and gets its name when it has its
 * permissions: there is no moment in which a stranger could connect, nor one in which nobody listens at the name.
 */
final class CommandSocket {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    /** One of the two is there. */
    private final @Nullable ServerSocketChannel channel;

    private final @Nullable NativeSocket nativeSocket;
    /** Where a unix socket is until it has its name, and that name; null for others. */
    private final @Nullable Path made;

    private final @Nullable Path path;
    /** The file that we made, to be told from another process's of the same name. */
    private @Nullable Object file;

    private volatile CommandsSpec.Socket spec;

    private CommandSocket(
            CommandsSpec.Socket spec,
            @Nullable ServerSocketChannel channel,
            @Nullable NativeSocket nativeSocket,
            @Nullable Path made,
            @Nullable Path path) {
        this.spec = spec;
        this.channel = channel;
        this.nativeSocket = nativeSocket;
        this.made = made;
        this.path = path;
    }

    /**
     * Binds; nobody finds a unix socket before {@link #open}.
     *
     * @param shared whether another process that we take over from may listen there
     * @throws IOException with a message for the user
     */
    static CommandSocket bind(CommandsSpec.Socket spec, boolean shared) throws IOException {
        AddressSpec address = spec.address();
        return switch (address.kind()) {
            case UNIX -> bindUnix(spec, Path.of(address.host()));
            case ABSTRACT -> ofSystem(spec, NativeSocket.named(address.host(), spec.backlog()));
            case FD -> ofSystem(spec, NativeSocket.inherited(Integer.parseInt(address.host())));
            default -> bindInternet(spec, address, shared);
        };
    }

    private static CommandSocket ofSystem(CommandsSpec.Socket spec, NativeSocket socket) {
        return new CommandSocket(spec, null, socket, null, null);
    }

    private static CommandSocket bindUnix(CommandsSpec.Socket spec, Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path folder = Files.createTempDirectory(
                absolute.getParent(), ".lintel", PosixFilePermissions.asFileAttribute(PRIVATE));
        Path made = folder.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        CommandSocket socket = new CommandSocket(spec, channel, null, made, absolute);
        try {
            channel.bind(UnixDomainSocketAddress.of(made), spec.backlog());
            own(made, spec);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static CommandSocket bindInternet(CommandsSpec.Socket spec, AddressSpec address, boolean shared)
            throws IOException {
        boolean any = address.host().isEmpty() || address.host().equals("*");
        String host = !any ? address.host() : address.kind() == AddressSpec.Kind.IPV6 ? "::" : "0.0.0.0";
        InetSocketAddress at = new InetSocketAddress(host, address.port());
        if (at.isUnresolved()) {
            throw new IOException("the name '" + host + "' has no address");
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
            channel.bind(at, spec.backlog());
            // Whoever takes over from us may bind beside it; a port in use was noticed before.
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            return new CommandSocket(spec, channel, null, null, null);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Gives the socket its name, where another one may have been until now. */
    void open() throws IOException {
        if (path != null) {
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            file = key(path);
            Files.deleteIfExists(made.getParent());
        }
    }

    CommandsSpec.Socket spec() {
        return spec;
    }

    /** What a configuration says of a socket that stays; clients that come from now on are under it. */
    void reconfigure(CommandsSpec.Socket next) throws IOException {
        if (path != null && (next.mode() != spec.mode() || next.user() != null || next.group() != null)) {
            own(path, next);
        }
        spec = next;
    }

    Wire accept() throws IOException {
        return channel == null ? nativeSocket.accept() : new Wire.OfChannel(channel.accept());
    }

    boolean isOpen() {
        return channel == null ? nativeSocket.isOpen() : channel.isOpen();
    }

    /** Who waits at a socket of the system's own holds a thread of the system. */
    Thread.Builder threads() {
        return channel == null ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    }

    /** As {@code show cli sockets} writes it: a port is real even where 0 was asked for. */
    String name() {
        if (path != null) {
            return "unix@" + path;
        }
        if (channel == null) {
            return spec.address().toString();
        }
        try {
            InetSocketAddress at = (InetSocketAddress) channel.getLocalAddress();
            String host = at.getAddress().getHostAddress();
            return host.indexOf(':') >= 0 ? "ipv6@[" + host + "]:" + at.getPort() : "ipv4@" + host + ":" + at.getPort();
        } catch (IOException closed) {
            return spec.address().toString();
        }
    }

    void close() {
        try {
            if (nativeSocket != null) {
                nativeSocket.close();
            } else {
                channel.close();
            }
            if (path != null && file == null) {
                Files.deleteIfExists(made);
                Files.deleteIfExists(made.getParent());
            } else if (path != null && file.equals(key(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Somebody else was faster: there is nothing left to remove.
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static void own(Path socket, CommandsSpec.Socket spec) throws IOException {
        UserPrincipalLookupService names = socket.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
        if (spec.user() != null) {
            view.setOwner(names.lookupPrincipalByName(spec.user()));
        }
        if (spec.group() != null) {
            view.setGroup(names.lookupPrincipalByGroupName(spec.group()));
        }
        Set<PosixFilePermission> permissions = new TreeSet<>();
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((spec.mode() & 1 << bit) != 0) {
                permissions.add(BITS[bit]);
            }
        }
        view.setPermissions(permissions);
    }
}
