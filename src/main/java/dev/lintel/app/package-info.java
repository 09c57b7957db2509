/**
 * The program: what starts and stops things, and the only place that knows both halves, configuration and data plane. It may
 * import every other package and none may import it. It hands the compiler its connector and its named services, owns the
 * current snapshot, and turns arguments and signals into start, reload, drain and stop. It holds no policy of its own: what a
 * request meets is decided in {@code proxy}, what a line means in {@code config}. Start with {@link dev.lintel.app.Main}.
 */
package dev.lintel.app;
