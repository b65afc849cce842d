package dev.lastgood.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.StatusPart;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.api.model.WorkloadRef;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.decide.IncidentRules;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.ModelStatus;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.notice.NotifyDecision;
import dev.lastgood.decide.notice.NotifyResult;
import dev.lastgood.decide.notice.NotifyRules;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.Recipients;
import dev.lastgood.decide.opening.Opening;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.lib.Json;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/**
 * One pass of the rules in which nothing changed, which is what most passes are: over a model with ten revisions, five probes and
 * three open incidents, each with a page and a Slack message. Asserts nothing of time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RulesBench {

    private static final int REVISIONS = 10;
    private static final int PROBES = 5;
    private static final int PASSES = 20;

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private final RevisionRules revisionRules = new RevisionRules(clock);
    private final IncidentRules incidentRules = new IncidentRules(clock);
    private final NotifyRules notifyRules = new NotifyRules(clock);
    private final ModelStatus modelStatus = new ModelStatus(clock);
    private final Map<String, NotifyResult> nothingCame = Map.of();
    private final List<IncidentStory> stories = new ArrayList<>();
    private ModelDeployment model;
    private GatewayView view;
    private List<IncidentView> incidents;
    private List<AIIncident> known;
    private Recipients recipients;

    @Test
    void measure() throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(RulesBench.class.getName())
                        .warmupIterations(10)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .forks(1)
                        .jvmArgs("-Xmx512m")
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        Report report = new Report();
        Map<String, Statistics> times = new LinkedHashMap<>();
        for (RunResult result : results) {
            times.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getStatistics());
        }
        Statistics trees = times.get("passWithTrees");
        times.forEach((name, each) -> report.add(
                new Measure(
                        name,
                        "us",
                        (int) each.getN(),
                        each.getPercentile(50),
                        each.getPercentile(99),
                        name.equals("pass") ? trees.getPercentile(50) : null,
                        name.equals("pass") ? trees.getPercentile(99) : null),
                name.equals("pass") ? "p50 <= 50 us" : ""));
        report.write(System.out);
    }

    @Setup
    public void begin() {
        model = IncidentStory.model("pricing", "chat", "search");
        model.getMetadata().setGeneration(1L);
        model.getSpec().gateway = new Gateway();
        model.getSpec().gateway.workloadRef = new WorkloadRef();
        model.getSpec().gateway.workloadRef.name = gateway.name;
        for (int i = 0; i < PROBES; i++) {
            Probe probe = new Probe();
            probe.name = "probe-" + i;
            model.getSpec().probes.add(probe);
        }
        model.getSpec().notifications = List.of(to(NotificationType.PagerDuty), to(NotificationType.Slack));
        for (int i = 1; i < REVISIONS; i++) {
            gateway.rollsOut("v" + i);
            probes(Outcome.Good);
            gateway.earnsGood();
        }
        needsHuman("i1");
        gateway.passes(Duration.ofMinutes(30));
        gateway.rollsOut("v" + REVISIONS);
        rolledBack("i2");
        gateway.passes(Duration.ofMinutes(30));
        suggested("i3");
        known = stories.stream().map(s -> s.incident).toList();
        for (int i = 0; i < PASSES; i++) {
            settle();
        }
        view = gateway.view();
        incidents = stories.stream().map(IncidentStory::view).toList();
        assertThat(view.revisions()).hasSize(REVISIONS);
        assertThat(stories.stream().map(IncidentStory::phase))
                .containsExactly(Phase.NeedsHuman, Phase.Mitigated, Phase.Suggested);
        assertThat(incidents)
                .allMatch(i -> next(i) == i.incident().getStatus(), "nothing changed, so nothing is copied");
        assertThat(StatusPart.isSame(modelStatus(), model.getStatus())).isTrue();
    }

    private void probes(Outcome verdict) {
        for (int i = 0; i < PROBES; i++) {
            gateway.probe("probe-" + i, verdict, 100, 0);
        }
    }

    private static Notification to(NotificationType type) {
        Notification to = new Notification();
        to.name = type.name().toLowerCase();
        to.type = type;
        to.secretRef = new SecretKeyRef();
        to.secretRef.name = "notify";
        to.secretRef.key = "key";
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        return to;
    }

    private IncidentStory story(String name) {
        IncidentStory story = new IncidentStory(gateway, name);
        story.model = model;
        stories.add(story);
        return story;
    }

    private void suggested(String name) {
        IncidentStory story = story(name);
        story.response().mode = ResponseMode.Suggest;
        story.reconcile();
    }

    private void needsHuman(String name) {
        IncidentStory story = story(name);
        story.target().toVersion = "never";
        story.response().flags = List.of("unknown");
        story.reconcile();
    }

    private void rolledBack(String name) {
        IncidentStory story = story(name);
        story.reconcile();
        gateway.decide();
        gateway.begins().decide();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        probes(Outcome.Good);
        story.reconcile();
    }

    /** All that is to be recorded is recorded, and all messages arrive. */
    private void settle() {
        recipients = Recipients.of(model);
        gateway.decide();
        view = gateway.view();
        for (IncidentStory story : stories) {
            story.reconcile();
            story.records()
                    .forEach(
                            t -> story.result(t.id().attempt() + "/" + t.id().step(), StepState.Done, Reason.Recorded));
            story.accounts()
                    .forEach(t -> story.result(t.id().attempt() + "/" + t.id().step(), StepState.Done, Reason.Audited));
            story.reconcile();
            Map<String, NotifyResult> came = new HashMap<>();
            for (int i = 0; i < 2; i++) {
                NotifyDecision told =
                        notifyRules.advance(story.incident, model, recipients, story.incident.getStatus(), came);
                story.incident.setStatus(told.status());
                for (NotifyTask task : told.tasks()) {
                    came.put(
                            task.attempt().key(),
                            NotifyResult.done("message-1", clock.instant().toString()));
                }
            }
        }
        incidents = stories.stream().map(IncidentStory::view).toList();
        model.setStatus(modelStatus());
    }

    private ModelDeploymentStatus modelStatus() {
        RevisionDecision decision = revisionRules.decide(view);
        Map<String, ProbeState> probes = view.probing().of(model.getMetadata().getName());
        ModelDeploymentStatus status = modelStatus.of(
                model, decision, probes, new QuarantineView(Set.of(), Enforcement.Enforced), known, null);
        modelStatus.breaker(model, status, BreakerState.of(model, List.of(), clock.instant()));
        modelStatus.neighborhood(model, status, view.neighborhood());
        modelStatus.protection(model, status, false, known);
        return status;
    }

    /** What is decided, and whether it must be written. */
    @Benchmark
    public void pass(Blackhole hole) {
        hole.consume(StatusPart.isSame(modelStatus(), model.getStatus()));
        hole.consume(opening());
        for (IncidentView incident : incidents) {
            hole.consume(StatusPart.isSame(next(incident), incident.incident().getStatus()));
        }
    }

    /** The same with the trees that were copied and compared in each pass before issue 16. */
    @Benchmark
    public void passWithTrees(Blackhole hole) {
        hole.consume(Json.tree(modelStatus()).equals(Json.tree(model.getStatus())));
        hole.consume(opening());
        for (IncidentView incident : incidents) {
            AIIncidentStatus before = incident.incident().getStatus();
            hole.consume(Serialization.clone(before));
            AIIncidentStatus after = next(incident);
            hole.consume(Serialization.clone(after));
            hole.consume(Json.tree(after).equals(Json.tree(before)));
        }
    }

    @Benchmark
    public RevisionDecision revisions() {
        return revisionRules.decide(view);
    }

    @Benchmark
    public ModelDeploymentStatus status() {
        return modelStatus();
    }

    @Benchmark
    public AIIncidentStatus needsHumanIncident() {
        return incidentRules.decide(incidents.get(0)).status();
    }

    @Benchmark
    public AIIncidentStatus mitigatedIncident() {
        return incidentRules.decide(incidents.get(1)).status();
    }

    @Benchmark
    public AIIncidentStatus suggestedIncident() {
        return incidentRules.decide(incidents.get(2)).status();
    }

    @Benchmark
    public NotifyDecision notices() {
        AIIncident incident = incidents.get(1).incident();
        return notifyRules.advance(incident, model, recipients, incident.getStatus(), nothingCame);
    }

    private AIIncidentStatus next(IncidentView incident) {
        AIIncidentStatus decided = incidentRules.decide(incident).status();
        return notifyRules
                .advance(incident.incident(), model, recipients, decided, nothingCame)
                .status();
    }

    private Optional<AIIncident> opening() {
        Map<String, ProbeState> probes = view.probing().of(model.getMetadata().getName());
        return Opening.of(model, view.revisions().get(0), probes, known, time -> Optional.empty());
    }
}
