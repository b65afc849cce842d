package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.model.Links;
import dev.lastgood.api.model.ModelDeployment;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds what people need to know about an incident at one moment; the same incident gives the same notice. Users' texts are within
 * bounds and on one line, and each receiver escapes its own markup.
 *
 * @param links where to look further
 */
public record Notice(
        NoticeSubject subject,
        Misbehavior misbehavior,
        Progress progress,
        Versions versions,
        Observations observations,
        Awaited awaited,
        List<Link> links) {

    /** Names a page that shows more. */
    public record Link(String text, String href) {}

    /** Copies the links. */
    public Notice {
        links = List.copyOf(links);
    }

    public static Notice of(AIIncident incident, ModelDeployment model, AIIncidentStatus status) {
        Diagnosis diagnosis = status.diagnosis == null ? new Diagnosis() : status.diagnosis;
        return new Notice(
                NoticeSubject.of(incident, model),
                Misbehavior.of(incident.getSpec(), status),
                Progress.of(incident, status),
                Versions.of(model, status),
                Observations.of(diagnosis),
                Awaited.of(incident, status),
                links(diagnosis.links));
    }

    /** Returns a title on one line, such as {@code DRILL: Sev1 Hallucination in pricing: Mitigated}. */
    public String title() {
        return subject.mark() + misbehavior.severity() + " " + misbehavior.trigger() + " in " + subject.model() + ": "
                + progress.phase();
    }

    private static List<Link> links(Links all) {
        return all == null
                ? List.of()
                : Stream.of(
                                new Link("incident", all.incident),
                                new Link("dashboard", all.dashboard),
                                new Link("trace", all.trace))
                        .filter(l -> l.href != null)
                        .toList();
    }
}
