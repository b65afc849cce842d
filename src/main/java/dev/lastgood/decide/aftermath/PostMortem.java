package dev.lastgood.decide.aftermath;

import dev.lastgood.api.Durations;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.Evidence;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Times;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.ladder.Planning;
import dev.lastgood.lib.Markdown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The draft of a post-mortem in Markdown, filled from what is known; what only people know is asked for. Whatever others
 * wrote is escaped.
 */
public final class PostMortem {

    private static final String ASKED = "_To be written: ";

    private final List<String> lines = new ArrayList<>();

    /** Returns the draft; an incident without status has the headings and what the spec says. */
    public static String of(AIIncident incident) {
        AIIncidentStatus status = incident.getStatus() == null ? new AIIncidentStatus() : incident.getStatus();
        PostMortem draft = new PostMortem();
        draft.head(incident, status);
        draft.times(status.times == null ? new Times() : status.times);
        draft.diagnosis(status.diagnosis == null ? new Diagnosis() : status.diagnosis, status);
        draft.response(status);
        draft.people(incident.getSpec().resolution == null ? new Resolution() : incident.getSpec().resolution, status);
        draft.timeline(status);
        return String.join("\n", draft.lines) + "\n";
    }

    private void head(AIIncident incident, AIIncidentStatus status) {
        AIIncidentSpec spec = incident.getSpec();
        heading("# Post-mortem: "
                + Markdown.text(
                        StatusDraft.mark(incident) + incident.getMetadata().getName()));
        fact("Model", incident.getMetadata().getNamespace() + "/" + spec.modelRef.name);
        fact("Trigger", String.valueOf(spec.trigger));
        fact("Severity", String.valueOf(spec.severity));
        fact("Phase", String.valueOf(status.phase));
        fact("Incident", incident.getMetadata().getUid());
        person("Requested by", spec.requestedBy);
        person("Acknowledged by", spec.acknowledgedBy);
        person("Approved by", spec.response == null ? null : spec.response.approvedBy);
        person("Resolved by", spec.resolution == null ? null : spec.resolution.resolvedBy);
        heading("## Impact");
        lines.add(spec.summary == null ? ASKED + "who was hit, how many, and how._" : Markdown.text(spec.summary));
    }

    private void times(Times times) {
        heading("## Times");
        lines.add("| | at | after detection |");
        lines.add("|---|---|---|");
        time("Detected", times.detected, times);
        time("Stabilized", times.stabilized, times);
        time("Mitigated", times.mitigated, times);
        time("Resolved", times.resolved, times);
        time("Closed", times.closed, times);
    }

    private void time(String name, String at, Times times) {
        String after = at == null || times.detected == null
                ? null
                : Durations.text(Duration.between(Instant.parse(times.detected), Instant.parse(at)));
        lines.add("| " + name + " | " + cell(at) + " | " + cell(after) + " |");
    }

    private void diagnosis(Diagnosis diagnosis, AIIncidentStatus status) {
        heading("## What came in");
        fact("Failed revision", status.suspect);
        fact("Last good revision", diagnosis.lastGood);
        diagnosis.changes.forEach(this::item);
        if (diagnosis.moreChanges != null) {
            lines.add("- and " + diagnosis.moreChanges + " more");
        }
        heading("## Evidence");
        Evidence evidence = status.evidence == null ? new Evidence() : status.evidence;
        fact("Trace", evidence.traceId);
        fact("Run", evidence.runId);
        fact("Digest of the prompt", evidence.promptDigest);
        fact("Image that served", evidence.servingImage);
        diagnosis.prompts.forEach(p -> item(
                "prompt " + p.name + ": logged " + p.logged + ", declared " + p.declared + " (" + p.verdict + ")"));
        diagnosis.probes.forEach(this::item);
        diagnosis.runs.forEach(r ->
                item("run " + r.id + ": " + r.action + " " + r.status + " " + r.targetVersion + " " + r.createdAt));
        if (diagnosis.links != null) {
            link("Dashboard", diagnosis.links.dashboard);
            link("Trace", diagnosis.links.trace);
        }
    }

    private void response(AIIncidentStatus status) {
        heading("## What was done");
        if (status.plan != null) {
            fact("Plan", Planning.words(status.plan));
        }
        status.steps.forEach(s -> item(s.id + " " + s.state + " (" + s.reason + "): " + s.message));
    }

    private void people(Resolution resolution, AIIncidentStatus status) {
        heading("## Root cause");
        said(resolution.rootCause, "why it happened, and why it was not seen before.");
        heading("## Mitigation");
        said(resolution.mitigation, "what ended it for the users, and what ended the cause.");
        heading("## Follow-ups");
        if (resolution.followUps == null || resolution.followUps.isEmpty()) {
            said(null, "what is done so that it does not happen again, and by whom.");
        } else {
            resolution.followUps.forEach(f -> lines.add("- [ ] " + Markdown.text(f)));
        }
        heading("## Retrospective");
        if (resolution.retrospective == null || resolution.retrospective.heldAt == null) {
            said(
                    null,
                    "when it is held"
                            + (status.deadlines == null ? "." : "; due until " + status.deadlines.retrospective + "."));
        } else {
            fact("Held", resolution.retrospective.heldAt.toInstant().toString());
            link("Notes", resolution.retrospective.url);
        }
    }

    private void timeline(AIIncidentStatus status) {
        heading("## Timeline");
        lines.add("| at | reason | what |");
        lines.add("|---|---|---|");
        status.timeline.forEach(t -> lines.add(
                "| " + cell(t.at) + " | " + Markdown.text(t.reason) + " | " + Markdown.text(t.message) + " |"));
    }

    private void heading(String heading) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(heading);
        lines.add("");
    }

    private void said(String text, String question) {
        lines.add(text == null || text.isBlank() ? ASKED + question + "_" : Markdown.text(text));
    }

    private void fact(String name, String value) {
        lines.add("- " + name + ": " + Markdown.text(value));
    }

    private void person(String what, String name) {
        if (name != null) {
            fact(what, name);
        }
    }

    private void item(String text) {
        lines.add("- " + Markdown.text(text));
    }

    private void link(String name, String url) {
        if (url != null) {
            lines.add("- " + Markdown.link(name, url));
        }
    }

    private static String cell(String time) {
        return time == null ? "—" : time;
    }
}
