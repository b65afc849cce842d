/**
 * The way of a message from the rules to a receiver: {@link dev.lastgood.notify.Notifier} finds the {@link dev.lastgood.notify.Sender}
 * of the receiver's type, which reads its credential and sends. What all senders share is here or in {@code http}; what only one of
 * them knows belongs into its own folder. When a message is due is decided in {@code decide}, never here.
 *
 * <p>A new receiver is:
 * <ol>
 *   <li>a constant of {@link dev.lastgood.api.NotificationType} with what it can do;
 *   <li>a folder here with a bean that implements {@link dev.lastgood.notify.Sender}, and its tests;
 *   <li>if it needs a setting that no other has, a field of {@link dev.lastgood.api.Notification};
 *   <li>the generated files: CRDs, docs/api.md, the chart's copies (CONTRIBUTING.md has the commands). A test names what is missing.
 * </ol>
 */
package dev.lastgood.notify;
