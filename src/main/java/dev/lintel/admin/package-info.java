/**
 * What operators see: the runtime API of HAProxy's management manual (section 9.3) at the addresses of {@code stats socket}. Control
 * plane: plain blocking code on virtual threads of its own, so that a command never waits for the traffic nor the traffic for a command.
 * May import {@code config} and {@code compile} and everything below; what only {@code app} knows comes in by {@link
 * dev.lintel.admin.Running} and {@link dev.lintel.admin.AcmeControl}. Start with {@link dev.lintel.admin.RuntimeApi}, which takes clients in,
 * then {@link dev.lintel.admin.Conversation} with one of them, and {@link dev.lintel.admin.Commands}, the one table of what they may say.
 */
package dev.lintel.admin;
