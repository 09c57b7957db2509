/**
 * Certificates that renew themselves (RFC 8555) and what they need of the world: orders, the store, DNS records, notices. All of it is
 * plain blocking code for virtual threads; nothing here is called by an event loop. Secrets come from files or the environment, are read
 * when they are needed, and never stand in a message. May import everything below, not {@code admin} and not {@code app}.
 * For dns-01 start with {@link dev.lintel.acme.DnsProviders}, the table of who can set a TXT record; {@link dev.lintel.acme.Zones} finds
 * where it has to be set and {@link dev.lintel.acme.Propagation} whether it can be seen.
 */
package dev.lintel.acme;
