package dev.lintel.acme;

/**
 * What somebody's word that the record of a domain is set has changed.
 *
 * @param set records that are taken as set by it; 0: they were already
 * @param left records of the certificate that nobody has set yet
 */
public record Readiness(int set, int left) {}
