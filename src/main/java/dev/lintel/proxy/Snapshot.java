package dev.lintel.proxy;

import java.util.Map;

/** One configuration at run time: immutable, made by the compiler, read once by every exchange. */
public record Snapshot(Map<String, Frontend> frontends, Map<String, Backend> backends, Process process) {
    /**
     * What belongs to the process rather than to one proxy.
     *
     * @param maxconn client connections at a time, over all frontends
     * @param crowdedAt as many that from then on connections end with the answer in progress
     * @param overloadedAt as many that whoever comes later gets a 503 at once; {@code Integer.MAX_VALUE}: they wait in the kernel
     * @param maxconnPerSource of one client address; 0: no limit
     */
    public record Process(
            int maxconn, int crowdedAt, int overloadedAt, int maxconnPerSource, long hardStopAfterMillis) {
        /** Below so many, steps of a tenth mean nothing. */
        private static final int STEPS_FROM = 100;

        /**
         * @param stated whether the configuration names {@code maxconn}: then nothing changes below it, as with HAProxy
         */
        public static Process of(int maxconn, boolean stated, int maxconnPerSource, long hardStopAfterMillis) {
            boolean steps = !stated && maxconn >= STEPS_FROM;
            return new Process(
                    maxconn,
                    steps ? (int) (maxconn * 8L / 10) : Integer.MAX_VALUE,
                    steps ? (int) (maxconn * 9L / 10) : Integer.MAX_VALUE,
                    maxconnPerSource,
                    hardStopAfterMillis);
        }
    }
}
