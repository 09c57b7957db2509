package dev.lintel.balance;

import dev.lintel.stream.Loop;

/** An exchange in a test: waits and notes what came of it. */
class Guest extends Waiter {
    Server server;
    boolean displaced;

    Guest(Loop loop) {
        super(loop);
    }

    @Override
    protected void granted(Server given) {
        server = given;
    }

    @Override
    protected void displaced() {
        displaced = true;
    }
}
