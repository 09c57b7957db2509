/**
 * Other parties for tests, each started on free loopback ports in a temporary folder and ended by its {@code close}: a certificate
 * authority that speaks ACME ({@link dev.lintel.peers.PebbleCa}), with the extensions that Debian's lacks ({@link
 * dev.lintel.peers.AcmeShim}), name servers ({@link dev.lintel.peers.BindServer}, {@link dev.lintel.peers.FakeNames}), certbot
 * ({@link dev.lintel.peers.CertbotRun}), certificates good and bad ({@link dev.lintel.peers.TestCa}) and clients ({@link
 * dev.lintel.peers.Curl}, {@link dev.lintel.peers.TlsClient}). Start with {@link dev.lintel.peers.Programs}: where a program is not
 * installed, the test that needs it is skipped by name. Nothing here knows Lintel.
 */
package dev.lintel.peers;
