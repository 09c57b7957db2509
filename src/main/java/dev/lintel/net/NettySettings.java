package dev.lintel.net;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;

/** What Netty is told before its first class is used. A system property of the same name given to the JVM wins. */
public final class NettySettings {
    private NettySettings() {}

    /** To be called first of all, by the program that owns the process. */
    public static void apply() {
        // Sampling of buffers for leaks takes a stack trace at every hundredth of them; tests look at each one instead.
        preset("io.netty.leakDetection.level", "disabled");
        // Its events for the flight recorder cost a seventh of a second at each start, recorded or not.
        preset("io.netty.jfr.enabled", "false");
        // It is part of names of channels that nobody sees; looking for a card's address takes time, and a machine
        // without one
        // would be warned of in words of Netty's.
        preset("io.netty.machineId", "02:00:00:00:00:00");
        // Otherwise three logging libraries that are not here are searched for at every start.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    static void preset(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
