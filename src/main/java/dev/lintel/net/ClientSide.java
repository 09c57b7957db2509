package dev.lintel.net;

/** An open connection of a client that speaks HTTP, of any version, as those see it who stop or reload. Called on its loop. */
interface ClientSide {
    /** Closes the connection if no request is being served; with some, after their answers. */
    void retire();

    /** The same where the frontend is gone that let it in. */
    void retireUnwanted();

    /** Others need its place: takes leave of a client that waits for nothing, where that loses no request. */
    default void retireIdle() {}
}
