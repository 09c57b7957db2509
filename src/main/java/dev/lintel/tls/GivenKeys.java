package dev.lintel.tls;

import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;

/** A factory that gives one key manager to all who ask, as the native contexts want it. */
final class GivenKeys extends KeyManagerFactory {
    private static final Provider NONE = new Provider("Lintel", "1", "gives one key manager") {
        private static final long serialVersionUID = 1;
    };

    GivenKeys(KeyManager manager) {
        super(
                new KeyManagerFactorySpi() {
                    @Override
                    protected void engineInit(KeyStore store, char[] password) {}

                    @Override
                    protected void engineInit(ManagerFactoryParameters parameters) {}

                    @Override
                    protected KeyManager[] engineGetKeyManagers() {
                        return new KeyManager[] {manager};
                    }
                },
                NONE,
                "Lintel");
    }
}
