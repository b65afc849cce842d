package dev.lastgood.decide.opening;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.Serving;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a quarantined revision that serves again opens an incident. While an incident looks after the workload, that one
 * restores it. Afterwards none would: the API server lets a creation pass, and everything if no admission policy is installed.
 */
public final class ReturnedRevision {

    /**
     * Returns the incident to create; empty if nothing that is quarantined came back, or an incident that is not over looks after it.
     *
     * @param model the one that asks
     * @param owners all models of the workload: one of them opens the incident
     * @param known all incidents of the workload
     */
    public static Optional<AIIncident> of(
            ModelDeployment model, Collection<ModelDeployment> owners, GatewayView view, Collection<AIIncident> known) {
        List<Revision> suspects = possible(view.revisions(), known);
        Optional<Revision> serving = Serving.now(view.revisions()).filter(view::declares);
        return serving.flatMap(now -> suspects.stream()
                .filter(view::isBack)
                .max(Comparator.comparing(failed -> failed.standing().since()))
                .filter(failed -> name(model).equals(responsible(failed, owners, real(known))))
                .map(failed -> incident(model, now, failed, known)));
    }

    /** The quarantined revisions that may have come back, by what is recorded alone; what is declared now decides. */
    public static List<Revision> possible(Collection<Revision> revisions, Collection<AIIncident> known) {
        List<AIIncident> real = real(known);
        Optional<Revision> serving = Serving.now(revisions);
        if (serving.isEmpty()) {
            return List.of();
        }
        return revisions.stream()
                .filter(Revision::isQuarantined)
                .filter(failed -> real.stream().noneMatch(i -> looksAfter(i, failed, serving.get())))
                .filter(failed -> isLater(serving.get(), failed, real))
                .toList();
    }

    /** The incident keeps the failed revision out, or it is about what came back with it. */
    private static boolean looksAfter(AIIncident incident, Revision failed, Revision serving) {
        if (Opening.isOver(incident)) {
            return false;
        }
        return incident.getStatus() == null || isAbout(incident, failed, serving);
    }

    private static boolean isAbout(AIIncident incident, Revision failed, Revision serving) {
        String suspect = incident.getStatus() == null ? null : incident.getStatus().suspect;
        return failed.name().equals(suspect) || serving.name().equals(suspect);
    }

    private static List<AIIncident> real(Collection<AIIncident> known) {
        return known.stream().filter(i -> !Opening.isPlayed(i)).toList();
    }

    /**
     * What serves since before the end of the incident is what someone ended it with. Seconds are compared, because the start
     * of a pod, with which a revision begins to serve, has whole ones.
     */
    private static boolean isLater(Revision serving, Revision failed, List<AIIncident> known) {
        return Stream.concat(
                        Stream.of(failed.standing().since()),
                        known.stream().filter(i -> isAbout(i, failed, serving)).flatMap(Opening::ends))
                .max(Comparator.naturalOrder())
                .filter(end -> !serving.servedSince().isBefore(end.truncatedTo(ChronoUnit.SECONDS)))
                .isPresent();
    }

    private static String responsible(Revision failed, Collection<ModelDeployment> owners, List<AIIncident> known) {
        List<String> names =
                owners.stream().map(ReturnedRevision::name).sorted().toList();
        return first(failed, known)
                .map(i -> i.getSpec().modelRef.name)
                .filter(names::contains)
                .orElseGet(() -> names.isEmpty() ? "" : names.get(0));
    }

    /** The incident that quarantined it, if it still exists. */
    private static Optional<AIIncident> first(Revision failed, Collection<AIIncident> known) {
        return known.stream()
                .filter(i -> i.getMetadata().getName().equals(failed.incident()))
                .findFirst();
    }

    private static AIIncident incident(
            ModelDeployment model, Revision serving, Revision failed, Collection<AIIncident> known) {
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.trigger = first(failed, known).map(i -> i.getSpec().trigger).orElse(Trigger.Manual);
        spec.source = Source.Return;
        spec.severity = Opening.severity(model, spec.trigger);
        spec.summary = "the quarantined revision " + failed.name() + " (" + failed.version()
                + ") was brought back after its incident was over";
        Instant since = serving.servedSince();
        spec.detectedAt = since.atZone(ZoneOffset.UTC);
        spec.suspect = serving.name();
        spec.response = new IncidentResponse();
        spec.response.mode = mode(model);
        return Opening.incident(model, Opening.name(model, serving, known), spec);
    }

    /** That it is bad was decided before, so no one is asked again. Only a model that changes nothing changes nothing here. */
    private static ResponseMode mode(ModelDeployment model) {
        return model.getSpec().response != null && model.getSpec().response.mode == ResponseMode.Observe
                ? ResponseMode.Observe
                : ResponseMode.Auto;
    }

    private static String name(ModelDeployment model) {
        return model.getMetadata().getName();
    }

    private ReturnedRevision() {}
}
