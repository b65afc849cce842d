package dev.lastgood.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.TimelineEntry;
import dev.lastgood.decide.Notice;
import java.util.List;
import java.util.stream.Collectors;

/** An incident as Slack shows it. */
final class SlackMessage {

    static final String EVENT = "lastgood_incident";
    private static final int HEADER = 150;
    private static final int LINE = 300;

    /** Text for what shows no blocks, such as a phone's notification; all that is known. */
    static String text(Notice notice) {
        return Plain.mrkdwn(notice.title())
                + (notice.summary() == null ? "" : "\n" + Plain.mrkdwn(notice.summary()))
                + Facts.of(notice).entrySet().stream()
                        .map(f -> "\n" + f.getKey() + ": " + Plain.mrkdwn(f.getValue()))
                        .collect(Collectors.joining());
    }

    static ArrayNode blocks(Notice notice) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        blocks.addObject()
                .put("type", "header")
                .putObject("text")
                .put("type", "plain_text")
                .put("emoji", false)
                .put("text", Plain.bounded(notice.title(), HEADER));
        if (notice.summary() != null) {
            blocks.addObject().put("type", "section").set("text", mrkdwn(Plain.mrkdwn(notice.summary())));
        }
        ArrayNode fields = blocks.addObject().put("type", "section").putArray("fields");
        Facts.of(notice).forEach((name, value) -> fields.add(mrkdwn("*" + name + "*\n" + Plain.mrkdwn(value))));
        blocks.addObject()
                .put("type", "context")
                .putArray("elements")
                .add(mrkdwn("AIIncident " + notice.namespace() + "/" + notice.incident()));
        return blocks;
    }

    static String thread(List<TimelineEntry> lines) {
        return lines.stream()
                .map(l -> l.at + " " + Plain.mrkdwn(l.reason + ": " + Plain.bounded(Plain.line(l.message), LINE)))
                .collect(Collectors.joining("\n"));
    }

    /** By which it is found again after its answer was lost. */
    static ObjectNode metadata(String uid, String threaded) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("event_type", EVENT);
        ObjectNode payload = metadata.putObject("event_payload").put("incident_uid", uid);
        if (threaded != null) {
            payload.put("threaded", threaded);
        }
        return metadata;
    }

    /** Nothing in it becomes a link by itself. */
    private static ObjectNode mrkdwn(String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "mrkdwn")
                .put("verbatim", true)
                .put("text", text);
    }

    private SlackMessage() {}
}
