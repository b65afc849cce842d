package dev.lastgood.notify.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.decide.notice.Misbehavior;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NoticeSubject;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.Observations;
import dev.lastgood.decide.notice.Progress;
import java.util.List;

/** An incident as a CloudEvent 1.0; docs/webhook.md describes each field. */
final class IncidentEvent {

    private static final String TYPE = "dev.lastgood.incident.";

    static ObjectNode of(NotifyTask task) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", task.attempt().message());
        event.put("type", TYPE + what(task));
        event.put("source", source(task));
        event.put("subject", task.subject().incident());
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
        return task.attempt().externalId() == null ? "opened" : "updated";
    }

    private static String source(NotifyTask task) {
        return "/apis/" + Names.GROUP + "/" + Names.VERSION + "/namespaces/"
                + task.subject().namespace() + "/aiincidents";
    }

    /** When the incident last moved. */
    private static String time(NotifyTask task) {
        List<TimelineEntry> lines = task.lines();
        return lines.isEmpty() ? task.notice().progress().detected() : lines.get(lines.size() - 1).at;
    }

    private static ObjectNode data(NotifyTask task) {
        Notice notice = task.notice();
        NoticeSubject subject = notice.subject();
        Misbehavior misbehavior = notice.misbehavior();
        Progress progress = notice.progress();
        Observations observations = notice.observations();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("uid", subject.uid());
        data.put("namespace", subject.namespace());
        data.put("incident", subject.incident());
        data.put("title", notice.title());
        data.put("drill", !subject.mark().isEmpty());
        data.put("model", subject.model());
        data.put("trigger", misbehavior.trigger());
        data.put("severity", misbehavior.severity().name());
        data.put("phase", progress.phase().name());
        data.put("detected", progress.detected());
        put(data, "summary", misbehavior.summary());
        put(data, "traceId", misbehavior.traceId());
        put(data, "runId", misbehavior.runId());
        put(data, "customerImpact", misbehavior.customerImpact());
        put(data, "mitigationETA", progress.mitigationEta());
        put(data, "failedRevision", notice.versions().failed());
        put(data, "restored", notice.versions().restored());
        put(data, "acknowledgedBy", progress.acknowledgedBy());
        put(data, "awaited", notice.awaited().action());
        put(data, "command", notice.awaited().command());
        put(data, "badProbes", observations.badProbes());
        put(data, "changes", observations.changes());
        if (observations.moreChanges() > 0) {
            data.put("moreChanges", observations.moreChanges());
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
