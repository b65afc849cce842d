/**
 * Delivers messages: {@link dev.lastgood.notify.Notifier} finds the {@link dev.lastgood.notify.Sender} of the receiver's type, which
 * reads its credentials and sends. What all senders share is here or in {@code http}; what only one of them knows belongs in its own
 * folder. Whether a message is due is decided in {@code decide}, never here.
 *
 * <p>A new receiver is:
 * <ol>
 *   <li>a constant of {@link dev.lastgood.api.model.NotificationType} with what it can do;
 *   <li>a folder here with a bean that implements {@link dev.lastgood.notify.Sender}, and its tests;
 *   <li>if it needs a setting that no other has, a field of {@link dev.lastgood.api.model.Notification};
 *   <li>the generated files (CONTRIBUTING.md has the commands), and the type in the chart's values.schema.json. Tests name whatever is
 *       missing.
 * </ol>
 */
package dev.lastgood.notify;
