package dev.lintel.net;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * How this machine moves bytes: io_uring where the kernel has it, else epoll, else NIO. The environment variable {@code
 * LINTEL_TRANSPORT} overrides the choice.
 */
public enum Transport {
    IO_URING,
    EPOLL,
    NIO;

    /** The group of provided buffers that all connections of a loop read into: an idle one holds none. */
    static final short BUFFER_GROUP = 1;

    static {
        // Multishot reads go on behind a pause, up to two megabytes from each server of a slow client. One read at
        // a time costs the same and stops at once. Set here, before the class that reads it is used.
        NettySettings.preset("io.netty.iouring.recvMultiShotEnabled", "false");
    }

    private static final int RING_BUFFERS = 64;
    private static final int RING_BATCH = 16;
    private static final int RING_BUFFER_BYTES = 64 << 10;

    /** The best that works here. */
    public static Transport best(String wanted) {
        if (wanted != null) {
            for (Transport transport : values()) {
                if (transport.label().equals(wanted) && transport.available()) {
                    return transport;
                }
            }
        }
        return IO_URING.available() ? IO_URING : EPOLL.available() ? EPOLL : NIO;
    }

    public String label() {
        return switch (this) {
            case IO_URING -> "io_uring";
            case EPOLL -> "epoll";
            case NIO -> "nio";
        };
    }

    private boolean available() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory(uringConfig());
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    private static IoUringIoHandlerConfig uringConfig() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        if (IoUring.isRegisterBufferRingSupported()) {
            config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                    .bufferGroupId(BUFFER_GROUP)
                    .bufferRingSize((short) RING_BUFFERS)
                    .incremental(IoUring.isRegisterBufferRingIncSupported())
                    .allocator(new IoUringFixedBufferRingAllocator(RING_BUFFER_BYTES))
                    .batchSize(RING_BATCH)
                    .build());
        }
        return config;
    }

    boolean buffersProvided() {
        return this == IO_URING && IoUring.isRegisterBufferRingSupported();
    }

    ChannelFactory<? extends ServerChannel> servers(boolean unix) {
        return switch (this) {
            case IO_URING -> unix ? IoUringServerDomainSocketChannel::new : IoUringServerSocketChannel::new;
            case EPOLL -> unix ? EpollServerDomainSocketChannel::new : EpollServerSocketChannel::new;
            case NIO -> NioServerSocketChannel::new;
        };
    }

    ChannelFactory<? extends io.netty.channel.Channel> clients(boolean unix) {
        return switch (this) {
            case IO_URING -> unix ? IoUringDomainSocketChannel::new : IoUringSocketChannel::new;
            case EPOLL -> unix ? EpollDomainSocketChannel::new : EpollSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }
}
