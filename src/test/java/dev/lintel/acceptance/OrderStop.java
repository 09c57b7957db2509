package dev.lintel.acceptance;

import dev.lintel.acceptance.OrderLab.Site;
import dev.lintel.peers.AcmeShim.Moment;
import java.io.IOException;
import java.util.Locale;

/** An instant at which one order of an {@link OrderLab} stops, so that it can be killed there. */
sealed interface OrderStop {
    String label();

    void arm(OrderLab lab, Site site) throws IOException;

    boolean holds(OrderLab lab, Site site) throws IOException;

    /** How many orders it may take, of which all but the last are lost. */
    default int orders() {
        return 1;
    }

    /** What an order asks of the authority, in this order. */
    enum Step {
        DIRECTORY("/dir", 1),
        NONCE("/nonce-plz", 1),
        ACCOUNT("/sign-me-up", 1),
        NEW_ACCOUNT("/sign-me-up", 2),
        NEW_ORDER("/order-plz", 1),
        AUTHORIZATION("/authZ/", 1),
        CHALLENGE("/chalZ/", 1),
        PROOF("/authZ/", 2),
        READY("/my-order/", 1),
        FINALIZE("/finalize-order/", 1),
        SIGNED("/my-order/", 2),
        CERTIFICATE("/certZ/", 1);

        private final String path;
        private final int nth;

        Step(String path, int nth) {
            this.path = path;
            this.nth = nth;
        }
    }

    /** @param answers whether it is Lintel itself that the authority looks at */
    record Request(Step step, Moment moment, boolean answers) implements OrderStop {
        @Override
        public String label() {
            return (moment + "-" + step).toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public void arm(OrderLab lab, Site site) {
            site.way().hold(step.path, step.nth, moment);
        }

        @Override
        public boolean holds(OrderLab lab, Site site) {
            return site.way().holds();
        }

        /** Nobody knows of an order whose answer is lost, and an authority that looks while nobody answers gives the order up. */
        @Override
        public int orders() {
            boolean unknown = step == Step.NEW_ORDER && moment == Moment.AFTER;
            boolean looks = step == Step.CHALLENGE && moment == Moment.AFTER || step == Step.PROOF;
            return unknown || answers && looks ? 2 : 1;
        }
    }

    record Txt(String call, Moment moment) implements OrderStop {
        @Override
        public String label() {
            return (moment + "-" + call).toLowerCase(Locale.ROOT);
        }

        @Override
        public void arm(OrderLab lab, Site site) {
            lab.txt.hold(site.name(), call, moment);
        }

        @Override
        public boolean holds(OrderLab lab, Site site) {
            return lab.txt.holds(site.name(), call);
        }
    }

    record Write(int nth) implements OrderStop {
        @Override
        public String label() {
            return "write-" + nth;
        }

        @Override
        public void arm(OrderLab lab, Site site) throws IOException {
            FileInstant.choose(lab.instants(), "acme " + site.certificate(), nth);
        }

        @Override
        public boolean holds(OrderLab lab, Site site) throws IOException {
            return FileInstant.isMet(lab.instants(), "acme " + site.certificate(), nth);
        }

        /** The answer to the new order is in memory when the first byte of it is to be written. */
        @Override
        public int orders() {
            return 2;
        }
    }
}
