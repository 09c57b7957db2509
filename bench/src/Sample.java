/**
 * What one measurement found.
 *
 * @param cost in the row's unit
 * @param rate requests (or MiB) per second, zero where that means nothing
 * @param core the share of its core that the proxy used
 * @param others the share of that core that went to other programs, or was taken away by the hypervisor
 * @param memoryMib resident memory of the proxy at the end of the measurement
 * @param errors answers that were not 2xx, and broken connections
 * @param lost the share of log lines that did not reach the sink
 */
record Sample(double cost, double rate, double core, double others, double memoryMib, long errors, double lost) {
    /** A measurement without a load. */
    static Sample idle(double cost, double memoryMib, long errors) {
        return new Sample(cost, 0, 0, 0, memoryMib, errors, 0);
    }
}
