/**
 * A webhook for any program: CloudEvents 1.0 in structured JSON, signed as the Standard Webhooks specification says. The format is
 * an interface that others program against (docs/webhook.md): fields are added, never renamed.
 */
package dev.lastgood.notify.webhook;
