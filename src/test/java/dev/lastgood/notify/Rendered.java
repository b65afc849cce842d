package dev.lastgood.notify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What came in, as a person would see it on a phone or in a channel: for the demo, and for tests to read. */
public final class Rendered {

    /** An event of PagerDuty's Events API; an acknowledgement and a resolution are one line. */
    public static String page(JsonNode event) {
        String action = event.path("event_action").asText();
        if (!"trigger".equals(action)) {
            return "PagerDuty: " + action + " " + event.path("dedup_key").asText();
        }
        JsonNode payload = event.path("payload");
        List<String> lines = new ArrayList<>();
        lines.add("PagerDuty [" + payload.path("severity").asText() + "] "
                + payload.path("summary").asText());
        payload.path("custom_details")
                .fields()
                .forEachRemaining(f -> field(lines, f.getKey(), f.getValue().asText()));
        event.path("links")
                .forEach(l ->
                        field(lines, l.path("text").asText(), l.path("href").asText()));
        return String.join("\n", lines);
    }

    /** A message or a reply as Slack's API was given it. */
    public static String slack(JsonNode message) {
        List<String> lines = new ArrayList<>();
        lines.add("Slack "
                + (message.has("thread_ts") ? "thread" : message.path("channel").asText()));
        if (!message.has("blocks")) {
            indented(lines, message.path("text").asText());
        }
        for (JsonNode block : message.path("blocks")) {
            if (block.has("text")) {
                indented(lines, block.path("text").path("text").asText());
            }
            block.path("fields")
                    .forEach(f -> indented(lines, f.path("text").asText().replaceFirst("^\\*([^*]+)\\*\n", "$1: ")));
            block.path("elements").forEach(e -> indented(lines, e.path("text").asText()));
        }
        return String.join("\n", lines);
    }

    private static void field(List<String> lines, String name, String value) {
        indented(lines, name + ": " + value);
    }

    private static void indented(List<String> lines, String text) {
        shown(text).lines().forEach(line -> lines.add("  " + line));
    }

    /** As a client shows mrkdwn: links by text and address, nothing escaped, no marks. */
    private static String shown(String mrkdwn) {
        return mrkdwn.replaceAll("<(https?://[^|>]+)\\|([^>]+)>", "$2: $1")
                .replace("```", "")
                .replaceAll("(?m)^\\*([^*\n]+)\\*$", "$1:")
                .replace("\u2060", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private Rendered() {}
}
