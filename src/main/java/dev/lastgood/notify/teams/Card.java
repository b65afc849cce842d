package dev.lastgood.notify.teams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.decide.notice.Awaited;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.notify.Facts;
import java.nio.charset.StandardCharsets;

/**
 * An incident as an Adaptive Card. All texts are TextRuns: their Markdown is not rendered, and a mention would need an entity that the
 * card does not have.
 */
final class Card {

    /** Teams refuses more than 28 KiB after it wrapped the card once more; a workflow has accepted it by then, so no one would know. */
    private static final int LIMIT = 24 << 10;

    private static final int LONGEST = 512;

    /** Workflows refuse 1.5. */
    private static final String VERSION = "1.4";

    /** Returns the message with one card; the more there is to say, the shorter each text. */
    static ObjectNode message(Notice notice) {
        int longest = LONGEST;
        ObjectNode message = message(notice, longest);
        while (size(message) > LIMIT) {
            longest /= 2;
            message = message(notice, longest);
        }
        return message;
    }

    /** In bytes, as a text inside of JSON. */
    private static int size(ObjectNode message) {
        return new TextNode(message.toString()).toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static ObjectNode message(Notice notice, int longest) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        attachment.putNull("contentUrl");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", VERSION);
        card.putObject("msteams").put("width", "Full");
        new Body(card.putArray("body"), longest).write(notice);
        ArrayNode actions = card.putArray("actions");
        notice.links().stream()
                .filter(link -> link.href().matches("https?://.*"))
                .forEach(link -> actions.addObject()
                        .put("type", "Action.OpenUrl")
                        .put("title", link.text())
                        .put("url", link.href()));
        return message;
    }

    /** The lines of a card, none of its texts longer than so many characters. */
    private record Body(ArrayNode lines, int longest) {

        void write(Notice notice) {
            String summary = notice.misbehavior().summary();
            Awaited awaited = notice.awaited();
            run(line(), notice.title())
                    .put("size", "Large")
                    .put("weight", "Bolder")
                    .put("color", color(notice.progress().phase()));
            if (summary != null) {
                run(line(), summary);
            }
            Facts.of(notice).forEach(this::fact);
            if (awaited.action() != null) {
                fact("awaited", awaited.action());
            }
            if (awaited.command() != null) {
                // Whole or not at all, and as it is: it is there to be copied.
                line().addObject()
                        .put("type", "TextRun")
                        .put("text", awaited.command())
                        .put("fontType", "Monospace");
            }
            if (!notice.observations().changes().isEmpty()) {
                run(line(), "what changed").put("weight", "Bolder");
                Facts.changes(notice).lines().forEach(change -> run(line(), change));
            }
            run(line(), "AIIncident " + notice.subject().path())
                    .put("isSubtle", true)
                    .put("size", "Small");
        }

        private void fact(String name, String value) {
            ArrayNode line = line();
            run(line, name + ": ").put("weight", "Bolder");
            run(line, value);
        }

        private ArrayNode line() {
            return lines.addObject().put("type", "RichTextBlock").putArray("inlines");
        }

        private ObjectNode run(ArrayNode line, String text) {
            return line.addObject().put("type", "TextRun").put("text", plain(BoundedText.of(text, longest)));
        }

        /** A word joiner parts what a client may turn into a link, a date or a mention. */
        private static String plain(String text) {
            return text.replace("://", ":\u2060//").replace("{{", "{\u2060{").replaceAll("(?i)<(?=/?at\\b)", "<\u2060");
        }
    }

    private static String color(Phase phase) {
        return switch (phase) {
            case NeedsHuman -> "Attention";
            case Mitigated, Resolved, Closed -> "Good";
            case Open, Suggested, Stabilizing -> "Warning";
            case RecordedOnly -> "Default";
        };
    }

    private Card() {}
}
