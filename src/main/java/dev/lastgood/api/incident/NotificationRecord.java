package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.model.NotificationType;
import io.fabric8.generator.annotation.Size;

/** How one notification of an incident stands. */
public class NotificationRecord extends StatusPart<NotificationRecord> {

    @JsonPropertyDescription("Name of the notification in the ModelDeployment.")
    @Size(max = 63)
    public String id;

    @JsonPropertyDescription("How people are told.")
    public NotificationType type;

    @JsonPropertyDescription(
            "Pending: could not be sent yet, tried again at retryAt. Running: being sent. Done: sent. Failed: refused, tried again when "
                    + "there is something new to say. Unknown: perhaps sent, no answer came.")
    public NotificationState state;

    @JsonPropertyDescription(
            "What the receiver calls it: dedup_key, channel/ts, or the id of the event. Present once it was accepted.")
    @Size(max = 128)
    public String externalId;

    @JsonPropertyDescription("Digest of what was said, or is being said: what did not change is not sent again.")
    @Size(max = 64)
    public String content;

    @JsonPropertyDescription(
            "Number of the message, from 1: the tries of one message share it, and an event's id is made of it.")
    public Integer sequence;

    @JsonPropertyDescription(
            "The attempt of the incident that the page is about: each attempt pages again. Absent: the first.")
    public Integer attempt;

    @JsonPropertyDescription(
            "What the receiver calls the page of the attempt before, which is resolved together with the next message. Absent: none is left.")
    @Size(max = 128)
    public String former;

    @JsonPropertyDescription("Slack: time of the newest line of the timeline that is in the thread.")
    @Size(max = 40)
    public String threaded;

    @JsonPropertyDescription("Why, in CamelCase.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("Why, for a person, and what to do.")
    @Size(max = 1024)
    public String message;

    @JsonPropertyDescription("How often this content was tried.")
    public Integer attempts;

    @JsonPropertyDescription("When it last was as it is, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String at;

    @JsonPropertyDescription("When it is tried again, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String retryAt;

    @JsonPropertyDescription("Since when it is not known whether it was sent, RFC 3339 with milliseconds.")
    @Size(max = 40)
    public String unknownSince;
}
