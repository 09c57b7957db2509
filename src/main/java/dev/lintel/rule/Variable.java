package dev.lintel.rule;

import dev.lintel.exchange.Exchange;
import dev.lintel.exchange.ProcessVars;
import dev.lintel.exchange.Sample;

/** A variable by scope and slot (manual section 2.8): the name was resolved when the configuration was compiled. */
public record Variable(String name, Kind kind, int slot, ProcessVars processVars) {
    /** Where a variable lives. */
    public enum Kind {
        PROC,
        SESS,
        TXN,
        REQ,
        RES,
        CHECK
    }

    public boolean get(Exchange x, Sample out) {
        return switch (kind) {
            case PROC -> processVars.get(name, out);
            case SESS -> x.session.vars.get(slot, out);
            case TXN, CHECK -> x.txn.get(slot, out);
            case REQ -> x.req.get(slot, out);
            case RES -> x.res.get(slot, out);
        };
    }

    public void set(Exchange x, Sample value) {
        switch (kind) {
            case PROC -> processVars.set(name, value);
            case SESS -> x.session.vars.set(slot, value);
            case TXN, CHECK -> x.txn.set(slot, value);
            case REQ -> x.req.set(slot, value);
            case RES -> x.res.set(slot, value);
        }
    }

    public void unset(Exchange x) {
        switch (kind) {
            case PROC -> processVars.unset(name);
            case SESS -> x.session.vars.unset(slot);
            case TXN, CHECK -> x.txn.unset(slot);
            case REQ -> x.req.unset(slot);
            case RES -> x.res.unset(slot);
        }
    }
}
