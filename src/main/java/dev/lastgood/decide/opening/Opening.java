package dev.lastgood.decide.opening;

import dev.lastgood.api.Names;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.ModelRef;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.TriggerResponse;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.probe.ProbeHealth;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.BoundedText;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether probes open an incident, and which. Its name is made of what it is about, so that it is opened once. */
public final class Opening {

    private static final int SUMMARY_LIMIT = 1024;
    private static final int MODEL_IN_NAME = 40;
    private static final int HASH_IN_NAME = 10;

    /**
     * Returns the incident to create; empty where no probe is Bad, where an incident that is not over takes the verdict in, and where
     * someone ended one with it.
     *
     * @param serving the revision that serves, null: none that was seen
     * @param probes what the model's own probes say, by name
     * @param known all incidents of the workload
     * @param inPlace the revision whose configuration had reached the pods of {@code serving} without a restart at a time
     */
    public static Optional<AIIncident> of(
            ModelDeployment model,
            Revision serving,
            Map<String, ProbeState> probes,
            Collection<AIIncident> known,
            Function<Instant, Optional<Revision>> inPlace) {
        Map<String, ProbeState> bad = ProbeHealth.bad(probes);
        if (serving == null || bad.isEmpty()) {
            return Optional.empty();
        }
        // The pods of the serving revision answer with the configuration that was written under them.
        Revision suspect = inPlace.apply(BadVerdict.begun(model, bad)).orElse(serving);
        BadVerdict verdict = new BadVerdict(model, suspect, bad);
        // Another model on the workload gets its own incident, which shares the one rollback.
        List<AIIncident> own = known.stream()
                .filter(i -> i.getSpec() != null
                        && i.getSpec().modelRef.name.equals(model.getMetadata().getName()))
                .toList();
        Joining joining = new Joining(verdict, own);
        return joining.isTaken() || joining.isEnded() ? Optional.empty() : Optional.of(incident(verdict, known));
    }

    private static AIIncident incident(BadVerdict verdict, Collection<AIIncident> known) {
        ModelDeployment model = verdict.model();
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.trigger = verdict.trigger();
        spec.source = Source.Probe;
        spec.severity = severity(model, spec.trigger);
        spec.summary = BoundedText.of("probe " + ProbeHealth.facts(verdict.probes(), Outcome.Bad), SUMMARY_LIMIT);
        spec.detectedAt = verdict.detected().atZone(ZoneOffset.UTC);
        spec.suspect = verdict.suspect().name();
        spec.response = new IncidentResponse();
        return incident(model, name(model, verdict.suspect(), known), spec);
    }

    /** The incident of a model with this name and spec. */
    static AIIncident incident(ModelDeployment model, String name, AIIncidentSpec spec) {
        spec.modelRef = new ModelRef();
        spec.modelRef.name = model.getMetadata().getName();
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder()
                .withNamespace(model.getMetadata().getNamespace())
                .withName(name)
                .build());
        incident.setSpec(spec);
        return incident;
    }

    /** {@code <model>-<hash>-<n>}: n counts the incidents of this model and revision. */
    static String name(ModelDeployment model, Revision suspect, Collection<AIIncident> known) {
        String prefix = cutName(model) + "-" + suspect.hash().substring(0, HASH_IN_NAME) + "-";
        Set<String> taken = known.stream().map(i -> i.getMetadata().getName()).collect(Collectors.toSet());
        int n = 1;
        while (taken.contains(prefix + n)) {
            n++;
        }
        return prefix + n;
    }

    /** The beginning of the names of what is opened for a model. */
    static String cutName(ModelDeployment model) {
        return Names.cut(model.getMetadata().getName(), MODEL_IN_NAME);
    }

    /** What the ModelDeployment says for the trigger, else what is usual. */
    static Severity severity(ModelDeployment model, Trigger trigger) {
        TriggerResponse response = model.getSpec().response == null
                ? null
                : model.getSpec().response.perTrigger.get(trigger.name());
        if (response != null && response.severity != null) {
            return response.severity;
        }
        return trigger == Trigger.PIILeak ? Severity.Sev1 : Severity.Sev2;
    }

    /** What is bad during a game day, or while somebody tries a plan, is an incident of its own. */
    static boolean isPlayed(AIIncident incident) {
        return incident.getSpec() != null && (incident.getSpec().drill || DryRun.isAsked(incident));
    }

    static boolean isOver(AIIncident incident) {
        return incident.getStatus() != null
                && incident.getStatus().phase != null
                && incident.getStatus().phase.isOver();
    }

    static Stream<Instant> ends(AIIncident incident) {
        Times times = incident.getStatus().times;
        return times == null
                ? Stream.empty()
                : Stream.of(times.resolved, times.closed)
                        .filter(Objects::nonNull)
                        .map(Instant::parse);
    }

    private Opening() {}
}
