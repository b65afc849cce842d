package dev.lastgood.decide.opening;

import dev.lastgood.api.Durations;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.incident.IncidentResponse;
import dev.lastgood.api.incident.ModelRef;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.Times;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.TriggerResponse;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.probe.ProbeHealth;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.BoundedText;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether probes open an incident, and which. Its name is made of what it is about, so that it is opened once. */
public final class Opening {

    private static final Set<Reason> NO_ANSWER = EnumSet.of(
            Reason.StatusUnexpected, Reason.AnswerIncomplete, Reason.AnswerTimedOut, Reason.TargetUnreachable);

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int SUMMARY_LIMIT = 1024;
    private static final int MODEL_IN_NAME = 40;
    private static final int HASH_IN_NAME = 10;

    /**
     * Returns the incident to create; empty where no probe is Bad, or where that is known: while an incident of the workload
     * is not over every Bad on it joins, and what was Bad when one ended is what somebody ended it with.
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
        Map<String, ProbeState> bad = new TreeMap<>(probes);
        bad.values().removeIf(state -> state.verdict() != Outcome.Bad);
        List<AIIncident> real = known.stream().filter(i -> !isPlayed(i)).toList();
        if (serving == null || bad.isEmpty() || real.stream().anyMatch(i -> !isOver(i))) {
            return Optional.empty();
        }
        Optional<Instant> ended = real.stream().flatMap(Opening::ends).max(Comparator.naturalOrder());
        boolean isNew = bad.values().stream()
                .map(ProbeState::since)
                .anyMatch(since -> ended.isEmpty() || since.isAfter(ended.get()));
        if (!isNew) {
            return Optional.empty();
        }
        Instant detected = bad.values().stream()
                .map(ProbeState::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        // The pods of the serving revision answer with the configuration that was written under them.
        Revision suspect = inPlace.apply(begun(model, bad)).orElse(serving);
        return Optional.of(incident(model, suspect, detected, bad, known));
    }

    private static AIIncident incident(
            ModelDeployment model,
            Revision suspect,
            Instant detected,
            Map<String, ProbeState> bad,
            Collection<AIIncident> known) {
        Probe worst = model.getSpec().probes.stream()
                .filter(p -> bad.containsKey(p.name))
                .min(Comparator.comparing((Probe p) -> severity(model, trigger(p, bad)))
                        .thenComparing(p -> bad.get(p.name).since()))
                .orElseThrow();
        AIIncidentSpec spec = new AIIncidentSpec();
        spec.trigger = trigger(worst, bad);
        spec.source = Source.Probe;
        spec.severity = severity(model, spec.trigger);
        spec.summary = BoundedText.of("probe " + ProbeHealth.facts(bad, Outcome.Bad), SUMMARY_LIMIT);
        spec.detectedAt = detected.atZone(ZoneOffset.UTC);
        spec.suspect = suspect.name();
        spec.response = new IncidentResponse();
        return incident(model, name(model, suspect, known), spec);
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

    /** When the first Bad sample was taken: a verdict needs several of them in a row. */
    private static Instant begun(ModelDeployment model, Map<String, ProbeState> bad) {
        return model.getSpec().probes.stream()
                .filter(p -> bad.containsKey(p.name))
                .map(p -> bad.get(p.name).since().minus(every(p).multipliedBy(p.failAfter - 1L)))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What cannot be read is left to the probe itself. */
    private static Duration every(Probe probe) {
        try {
            return Durations.parse(probe.every, EVERY);
        } catch (DateTimeException | ArithmeticException e) {
            return EVERY;
        }
    }

    /** A gateway that gives no whole answer says nothing about what the probe looks for in one. */
    private static Trigger trigger(Probe probe, Map<String, ProbeState> bad) {
        return NO_ANSWER.contains(bad.get(probe.name).reason()) ? Trigger.GatewayErrors : probe.trigger;
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
        String name = model.getMetadata().getName();
        return name.length() > MODEL_IN_NAME ? name.substring(0, MODEL_IN_NAME) : name;
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
