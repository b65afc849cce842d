package dev.lastgood.notify.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.OneLine;
import dev.lastgood.notify.Facts;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An incident as Slack shows it. */
final class SlackMessage {

    static final String EVENT = "lastgood_incident";
    private static final int HEADER = 150;
    private static final int LINE = 300;
    private static final int SECTION = 2_900;
    private static final int FIELD = 1_900;
    private static final int FIELDS = 10;

    /** Text for what shows no blocks, such as a phone's notification; all that is known. */
    static String text(Notice notice) {
        return Mrkdwn.escaped(notice.title())
                + (notice.summary() == null ? "" : "\n" + Mrkdwn.escaped(notice.summary()))
                + Facts.of(notice).entrySet().stream()
                        .map(f -> "\n" + f.getKey() + ": " + Mrkdwn.escaped(f.getValue()))
                        .collect(Collectors.joining())
                + (notice.awaited() == null ? "" : "\nawaited: " + Mrkdwn.escaped(notice.awaited()))
                + (notice.command() == null ? "" : "\n" + code(notice.command()))
                + (notice.links().isEmpty() ? "" : "\n" + links(notice));
    }

    /** What is left where even that is too long. */
    static String shortText(Notice notice) {
        return Mrkdwn.escaped(notice.title()) + "\nAIIncident " + notice.namespace() + "/" + notice.incident();
    }

    static ArrayNode blocks(Notice notice) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        blocks.addObject()
                .put("type", "header")
                .putObject("text")
                .put("type", "plain_text")
                .put("emoji", false)
                .put("text", BoundedText.of(notice.title(), HEADER));
        if (notice.summary() != null) {
            blocks.addObject().put("type", "section").set("text", mrkdwn(Mrkdwn.escaped(notice.summary(), SECTION)));
        }
        ArrayNode fields = null;
        for (Map.Entry<String, String> fact : Facts.of(notice).entrySet()) {
            if (fields == null || fields.size() == FIELDS) {
                fields = blocks.addObject().put("type", "section").putArray("fields");
            }
            fields.add(mrkdwn("*" + fact.getKey() + "*\n" + Mrkdwn.escaped(fact.getValue(), FIELD)));
        }
        if (notice.awaited() != null) {
            section(
                    blocks,
                    "*awaited*\n" + Mrkdwn.escaped(notice.awaited(), SECTION / 2)
                            + (notice.command() == null ? "" : "\n" + code(notice.command())));
        }
        if (Facts.changes(notice) != null) {
            section(blocks, "*what changed*\n" + Mrkdwn.escaped(Facts.changes(notice), SECTION));
        }
        if (!notice.links().isEmpty()) {
            section(blocks, links(notice));
        }
        blocks.addObject()
                .put("type", "context")
                .putArray("elements")
                .add(mrkdwn("AIIncident " + notice.namespace() + "/" + notice.incident()));
        return blocks;
    }

    static String thread(List<TimelineEntry> lines) {
        return lines.stream()
                .map(l -> l.at + " " + Mrkdwn.escaped(l.reason + ": " + BoundedText.of(OneLine.of(l.message), LINE)))
                .collect(Collectors.joining("\n"));
    }

    private static void section(ArrayNode blocks, String text) {
        blocks.addObject().put("type", "section").set("text", mrkdwn(text));
    }

    private static String links(Notice notice) {
        return notice.links().stream()
                .map(l -> "<" + Mrkdwn.href(l.href()) + "|" + l.text() + ">")
                .collect(Collectors.joining(" | "));
    }

    private static String code(String command) {
        return "```" + command.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "```";
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
