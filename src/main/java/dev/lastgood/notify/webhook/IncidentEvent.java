package dev.lastgood.notify.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyTask;
import java.util.List;

/** An incident as a CloudEvent 1.0; docs/webhook.md describes each field. */
final class IncidentEvent {

    private static final String TYPE = "dev.lastgood.incident.";

    static ObjectNode of(NotifyTask task) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", task.message());
        event.put("type", TYPE + what(task));
        event.put("source", source(task));
        event.put("subject", task.incident());
        event.put("time", time(task));
        event.put("datacontenttype", "application/json");
        event.set("data", data(task));
        return event;
    }

    /** Opened until an event was accepted, so that a program which only waits for that type gets one. */
    private static String what(NotifyTask task) {
        if (task.news() == NotifyTask.News.Over) {
            return "closed";
        }
        return task.externalId() == null ? "opened" : "updated";
    }

    private static String source(NotifyTask task) {
        return "/apis/" + Names.GROUP + "/" + Names.VERSION + "/namespaces/" + task.namespace() + "/aiincidents";
    }

    /** When the incident last moved. */
    private static String time(NotifyTask task) {
        List<TimelineEntry> lines = task.lines();
        return lines.isEmpty() ? task.notice().detected() : lines.get(lines.size() - 1).at;
    }

    private static ObjectNode data(NotifyTask task) {
        Notice notice = task.notice();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("uid", task.uid());
        data.put("namespace", notice.namespace());
        data.put("incident", notice.incident());
        data.put("title", notice.title());
        data.put("drill", !notice.mark().isEmpty());
        data.put("model", notice.model());
        data.put("trigger", notice.trigger());
        data.put("severity", notice.severity().name());
        data.put("phase", notice.phase().name());
        data.put("detected", notice.detected());
        put(data, "summary", notice.summary());
        put(data, "traceId", notice.traceId());
        put(data, "runId", notice.runId());
        put(data, "customerImpact", notice.customerImpact());
        put(data, "mitigationETA", notice.mitigationEta());
        put(data, "failedRevision", notice.suspect());
        put(data, "restored", notice.restored());
        put(data, "acknowledgedBy", notice.acknowledgedBy());
        put(data, "awaited", notice.awaited());
        put(data, "command", notice.command());
        put(data, "badProbes", notice.badProbes());
        put(data, "changes", notice.changes());
        if (notice.moreChanges() > 0) {
            data.put("moreChanges", notice.moreChanges());
        }
        if (!notice.links().isEmpty()) {
            ObjectNode links = data.putObject("links");
            notice.links().forEach(link -> links.put(link.text(), link.href()));
        }
        return data;
    }

    private static void put(ObjectNode data, String name, String value) {
        if (value != null) {
            data.put(name, value);
        }
    }

    private static void put(ObjectNode data, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = data.putArray(name);
            values.forEach(array::add);
        }
    }

    private IncidentEvent() {}
}
