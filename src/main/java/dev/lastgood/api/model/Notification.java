package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** Where people are told of the model's incidents. */
@ValidationRule(
        value = "self.type != 'Slack' || has(self.channel)",
        message =
                "Slack posts into a channel: write channel, its ID such as C0123456789, or its name such as #ai-alerts")
@ValidationRule(
        value = "self.type == 'Slack' || !has(self.channel)",
        message = "only the type Slack has a channel: leave channel out")
@ValidationRule(
        value = "self.type != 'Webhook' || has(self.signingSecretRef)",
        message = "Webhook signs what it sends: write signingSecretRef, a Secret and its key that holds whsec_...")
@ValidationRule(
        value = "self.type == 'Webhook' || !has(self.signingSecretRef)",
        message = "only the type Webhook signs what it sends: leave signingSecretRef out")
public class Notification {

    @JsonPropertyDescription("Its name; it identifies the notification in status.notifications of an incident.")
    @Required
    @Size(min = 1, max = 63)
    public String name;

    @JsonPropertyDescription(
            "PagerDuty: Events API v2, one alert for an incident, resolved with it. Slack: one message for an incident, edited as it "
                    + "moves, its timeline in the thread. SlackWebhook: an incoming webhook, a message for each of opened, "
                    + "Mitigated, NeedsHuman and over. Webhook: a CloudEvent for every change, signed as the Standard Webhooks "
                    + "specification says. MicrosoftTeams: a Power Automate workflow, an Adaptive Card for each of opened, Mitigated, "
                    + "NeedsHuman and over.")
    @Required
    public NotificationType type;

    @JsonPropertyDescription(
            "The Secret in the namespace of this object, and its key, that holds the routing key (PagerDuty), the bot token (Slack) or the "
                    + "https URL (SlackWebhook, Webhook, MicrosoftTeams). It is read when something is sent. While it is missing the "
                    + "notification is Pending, SecretMissing, and tried again.")
    @Required
    public SecretKeyRef secretRef;

    @JsonPropertyDescription(
            "Slack only: the ID of the channel (C0123456789), or its name (#ai-alerts). One that Slack does not know fails the "
                    + "notification with NotificationRefused.")
    @Size(min = 1, max = 81)
    @ValidationRule(
            value = "self.matches('^#?[^\\\\s#@<>&,]+$')",
            message = "channel is one word: write its ID such as C0123456789, or its name such as #ai-alerts")
    public String channel;

    @JsonPropertyDescription(
            "Webhook only, required there: the Secret in the namespace of this object, and its key, that holds the signing secret: whsec_ "
                    + "and 24 to 64 random bytes in base64. Several, separated by spaces, each sign, so that a secret can be rotated "
                    + "without downtime. It is read when something is sent. While it is missing the notification is Pending, "
                    + "SecretMissing, and tried again; any other value fails the notification with NotificationRefused.")
    public SecretKeyRef signingSecretRef;

    @JsonPropertyDescription("Triggers of incidents that are told. Default: all.")
    @Size(max = 16)
    public List<Trigger> triggers = new ArrayList<>();

    @JsonPropertyDescription(
            "Severities of incidents that are told, Sev0 to Sev3; one that becomes so later is told then. Default: all.")
    @Size(max = 8)
    public List<Severity> severities = new ArrayList<>();
}
