/**
 * Tests of the whole: what the project promises, shown with real peers and under load. {@link dev.lintel.acceptance.OriginTest} runs
 * the file that it all began with in front of real git servers; {@link dev.lintel.acceptance.ReloadUnderLoadTest} reloads a busy proxy.
 * Everything listens on loopback only, and ends with its test.
 */
package dev.lintel.acceptance;
