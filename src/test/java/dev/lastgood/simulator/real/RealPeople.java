package dev.lastgood.simulator.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.operator.Stage;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.ReportSpec;
import dev.lastgood.simulator.world.Cluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What people and pipelines do in the real world, by kubectl. The operator has seen each before it is said to be done. */
final class RealPeople {

    private static final String IMAGE = RealWorld.IMAGE;

    private final Stage stage;
    private final RealWorld world;
    private final Map<Class<?>, Consumer<Happening>> kinds = new HashMap<>();
    private int reported;

    RealPeople(Stage stage, RealWorld world) {
        this.stage = stage;
        this.world = world;
        on(Happening.Deploys.class, e -> deploy(e.image()));
        on(Happening.Releases.class, this::release);
        on(Happening.Restarts.class, e -> stage.kubectl("rollout", "restart", "deployment/" + Stage.GATEWAY));
        on(
                Happening.Scales.class,
                e -> stage.kubectl("scale", "deployment", Stage.GATEWAY, "--replicas=" + e.replicas()));
        on(Happening.Outage.class, e -> world.pods().upstreamDown = e.begins());
        on(Happening.Reports.class, e -> report(e.report()));
        on(Happening.Approves.class, this::approve);
        on(
                Happening.Resolves.class,
                e -> edit(
                        e.incident(),
                        """
                {"resolution": {"kind": "%s", "restore": %s, "rootCause": "known"}}
                """
                                .formatted(e.kind(), e.restore())));
        on(Happening.Deletes.class, e -> incident(e.incident())
                .ifPresent(i -> stage.kubectl("delete", "aii", i.getMetadata().getName())));
        on(Happening.TriesAgain.class, e -> incident(e.incident()).ifPresent(this::tryAgain));
        on(Happening.Holds.class, e -> edit(e.incident(), "{\"evidenceHold\": " + e.hold() + "}"));
        on(Happening.ChangesMode.class, e -> edit(e.incident(), "{\"response\": {\"mode\": \"" + e.mode() + "\"}}"));
        on(Happening.DeclaresGood.class, e -> newest(e.image()).ifPresent(r -> annotate(Names.DECLARE_GOOD, r.name)));
        on(Happening.Lets.class, this::letIn);
        on(Happening.Pauses.class, e -> editModel("{\"paused\": " + e.paused() + "}"));
        on(Happening.SwitchesOn.class, e -> switchOn(e.flag()));
        on(Happening.Edits.class, e -> editModel(policy(e)));
    }

    private <E extends Happening> void on(Class<E> kind, Consumer<E> does) {
        kinds.put(kind, event -> does.accept(kind.cast(event)));
    }

    void happens(Happening what) {
        Consumer<Happening> does = kinds.get(what.getClass());
        assertThat(does).as("the real world cannot play " + what).isNotNull();
        does.accept(what);
    }

    private void deploy(String image) {
        if (!stage.image().equals(IMAGE + image)) {
            mayBeRefused(RealWorld.gateway(image));
        }
    }

    private void release(Happening.Releases releases) {
        mayBeRefused(Stage.configMap(Cluster.PROMPTS, "text", releases.prompts()));
        deploy(releases.image());
    }

    private void mayBeRefused(String yaml) {
        Kubectl.Result result = stage.tryApply(yaml);
        if (result.exit() != 0) {
            assertThat(result.err()).contains("quarantined");
        }
    }

    private void report(ReportSpec report) {
        Map<String, Object> spec = new TreeMap<>();
        spec.put("modelRef", Map.of("name", Stage.MODEL));
        spec.put("trigger", "Hallucination");
        spec.put("evidenceHold", report.hold());
        spec.put("drill", report.drill());
        if (report.detected() >= 0) {
            int back = report.detected() / ShortHistories.PAUSE;
            spec.put("detectedAt", world.restedBefore(back).toString());
        }
        Map<String, Object> response = new TreeMap<>();
        if (report.mode() != null) {
            response.put("mode", report.mode());
        }
        if (report.target() != null) {
            response.put("rollback", Map.of("toVersion", report.target()));
        }
        spec.put("response", response);
        String name = "report-" + ++reported;
        stage.apply(Serialization.asJson(Map.of(
                "apiVersion",
                Names.GROUP + "/" + Names.VERSION,
                "kind",
                "AIIncident",
                "metadata",
                Map.of("name", name),
                "spec",
                spec)));
        look(name);
    }

    /** The unfinished incident of this number, counted from the newest. */
    private Optional<AIIncident> incident(int number) {
        List<AIIncident> unfinished = world.incidents().stream()
                .filter(i -> i.getStatus() == null
                        || i.getStatus().phase == null
                        || !i.getStatus().phase.isOver())
                .toList();
        return unfinished.isEmpty()
                ? Optional.empty()
                : Optional.of(unfinished.get(unfinished.size() - 1 - number % unfinished.size()));
    }

    private void approve(Happening.Approves approves) {
        incident(approves.incident())
                .filter(i -> i.getStatus() != null && i.getStatus().plan != null)
                .ifPresent(i -> edit(
                        i,
                        "{\"response\": {\"approvedPlan\": \""
                                + (approves.current() ? i.getStatus().plan.hash : "0123456789ab") + "\"}}"));
    }

    private void tryAgain(AIIncident incident) {
        Integer attempt = incident.getStatus() == null ? null : incident.getStatus().attempt;
        int next = 1 + Math.max(incident.getSpec().attempt, attempt == null ? 0 : attempt);
        edit(incident, "{\"attempt\": " + next + "}");
    }

    private void edit(int number, String spec) {
        incident(number).ifPresent(incident -> edit(incident, spec));
    }

    private void edit(AIIncident incident, String spec) {
        String name = incident.getMetadata().getName();
        stage.kubectl("patch", "aii", name, "--type=merge", "-p", "{\"spec\": " + spec + "}");
        look(name);
    }

    private void look(String incident) {
        Long generation = stage.incident(incident).getMetadata().getGeneration();
        stage.awaitIncident(incident, "it was looked at", i -> assertThat(i.getStatus().observedGeneration)
                .isGreaterThanOrEqualTo(generation));
    }

    private void editModel(String spec) {
        stage.kubectl("patch", "mdl", Stage.MODEL, "--type=merge", "-p", "{\"spec\": " + spec + "}");
        Long generation = stage.model().getMetadata().getGeneration();
        stage.awaitModel("it was looked at", m -> assertThat(m.getStatus().observedGeneration)
                .isGreaterThanOrEqualTo(generation));
    }

    private static String policy(Happening.Edits edits) {
        return switch (edits.term()) {
            case "mode" -> "{\"response\": {\"mode\": \"" + edits.value() + "\"}}";
            case "breaker" -> "{\"response\": {\"breaker\": {\"rollbacks\": " + edits.value() + "}}}";
            default -> throw new IllegalArgumentException("the real world cannot edit " + edits.term());
        };
    }

    private Optional<RevisionSummary> newest(String version) {
        return stage.model().getStatus().revisions.stream()
                .filter(r -> version.equals(r.version))
                .max(Comparator.comparingLong(r -> r.number));
    }

    /** Twice the same name: it is removed, so that it can act again. */
    private void annotate(String key, String value) {
        Map<String, String> annotations = stage.model().getMetadata().getAnnotations();
        boolean there = annotations != null && value.equals(annotations.get(key));
        stage.kubectl("annotate", "mdl", Stage.MODEL, "--overwrite", there ? key + "-" : key + "=" + value);
    }

    private void letIn(Happening.Lets lets) {
        List<String> keptOut =
                world.quarantines().stream().map(q -> q.getMetadata().getName()).toList();
        stage.model().getStatus().revisions.stream()
                .filter(r -> lets.image().equals(r.version))
                .filter(r -> r.state == RevisionState.Quarantined || keptOut.contains(r.name))
                .max(Comparator.comparingLong(r -> r.number))
                .ifPresent(r -> {
                    if (!lets.byDeletion()) {
                        annotate(Names.RELEASE, r.name);
                    } else if (keptOut.contains(r.name)) {
                        stage.kubectl("delete", "quarantine", r.name);
                    }
                });
    }

    private void switchOn(int number) {
        List<String> names = world.flags();
        if (!names.isEmpty() && world.isOff(names.get(number % names.size()))) {
            world.writeFlag(names.get(number % names.size()), "on");
        }
    }
}
