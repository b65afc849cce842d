package dev.lastgood.bench;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.Names;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.quarantine.Quarantine;
import dev.lastgood.api.quarantine.QuarantineSpec;
import dev.lastgood.kube.AuditLog;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.Login;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.lib.Json;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How fast the packaged operator is on the real API server, beside a floor in the same run. Incidents of both come one at
 * a time and in random order, so that what disturbs the machine disturbs both. Asserts nothing of time.
 *
 * <p>{@code -Dbench.rounds}, {@code -Dbench.configuredRounds}, {@code -Dbench.largeRounds}, {@code
 * -Dbench.starts}, {@code -Dbench.idleMinutes} and {@code -Dbench.idle} make it shorter; {@code
 * -Dbench.trace=true} prints all requests of each incident with the API server's times; {@code -Dbench.jvm} adds JVM options to the operator's.
 */
@RealApiServer
class RollbackBench {

    private static final int WORKLOADS = 10;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 20);
    private static final int CONFIGURED_ROUNDS = Integer.getInteger("bench.configuredRounds", ROUNDS);
    private static final int LARGE_ROUNDS = Integer.getInteger("bench.largeRounds", ROUNDS / 4);
    private static final int STARTS = Integer.getInteger("bench.starts", 5);
    private static final Duration IDLE_TIME = Duration.ofMinutes(Integer.getInteger("bench.idleMinutes", 10));

    private static final Fleet.Shape CONFIGURED = new Fleet.Shape("configured", true, 0);
    private static final Fleet.Shape LARGE = new Fleet.Shape("large", false, 100 * 1024);
    private static final Fleet.Shape BESIDE = new Fleet.Shape("beside", false, 0);

    private static final int IDLE = Integer.getInteger("bench.idle", 1000);
    private static final int QUIET_SECONDS = 60;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String operated = plane.newNamespace("operated");
    private final String bare = plane.newNamespace("bare");
    private final String idle = plane.newNamespace("idle");
    private final Login operatorLogin = administrator("lastgood");
    private final Random random = new Random(20261123);
    private final Report report = new Report();

    @Test
    void measure() throws IOException {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        client.load(new FileInputStream("helm/lastgood/files/quarantine-policy.yaml"))
                .serverSideApply();
        Kubelet kubelet = Kubelet.start(plane);
        try {
            List<Double> starts = new ArrayList<>();
            try (Seen seen = new Seen(client, operated, bare)) {
                FirstIncidents firstIncidents = new FirstIncidents(client, operated, () -> start(starts), seen);
                Measure afterStarts = firstIncidents.afterStarts(STARTS);
                try (OperatorProcess operator = start(starts);
                        FloorProcess floor = FloorProcess.start(administrator("floor"), bare)) {
                    report.add(Measure.of("start to ready", "ms", starts), "<= 2000 (AppCDS)");
                    report.add(afterStarts, "p50 <= 1.5x");
                    report.add(firstIncidents.afterIdle(IDLE_TIME), "p50 <= 1.5x");
                    rollbacks("rollback", Fleet.PLAIN, ROUNDS, floor, seen);
                    if (CONFIGURED_ROUNDS > 0) {
                        rollbacks("rollback with a ConfigMap", CONFIGURED, CONFIGURED_ROUNDS, floor, seen);
                    }
                    if (LARGE_ROUNDS > 0) {
                        rollbacks("rollback of a template of 100 KiB", LARGE, LARGE_ROUNDS, floor, seen);
                        quarantine(20, operated);
                        quarantine(20, bare);
                        rollbacks("rollback beside 20 quarantines", BESIDE, LARGE_ROUNDS, floor, seen);
                    }
                    report.add(Measure.of("RSS after the incidents", "MiB", residentMiB(operator)), "");
                    if (IDLE > 0) {
                        quiet(operator);
                    }
                    assertThat(floor.log().trim()).endsWith(FloorProgram.READY);
                }
            }
        } finally {
            kubelet.close();
        }
        report.write(System.out);
    }

    private OperatorProcess start(List<Double> times) {
        long begin = System.nanoTime();
        OperatorProcess operator = OperatorProcess.start(
                operatorLogin,
                Map.of(
                        "LASTGOOD_NAMESPACES",
                        operated + "," + idle,
                        "LASTGOOD_OPERATOR_NAMESPACE",
                        operated,
                        "JAVA_TOOL_OPTIONS",
                        System.getProperty("bench.jvm", "")));
        times.add(millis(Duration.ofNanos(System.nanoTime() - begin)));
        return operator;
    }

    private void rollbacks(String name, Fleet.Shape shape, int rounds, FloorProcess floorProcess, Seen seen) {
        OperatedFleet fleet = new OperatedFleet(client, operated, WORKLOADS, shape);
        FloorFleet floor = new FloorFleet(client, bare, WORKLOADS, shape, floorProcess);
        fleet.create();
        floor.create();
        fleet.workloads().forEach(w -> revisions(w).forEach(r -> floor.copy(w, r)));
        List<Double> reactions = new ArrayList<>();
        List<Double> floorReactions = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        List<AuditLog.Entry> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            String version = "bad-" + round;
            fleet.rollOut(version);
            floor.rollOut(version);
            fleet.workloads().forEach(w -> revisions(w)
                    .filter(r -> version.equals(r.getMetadata().getAnnotations().get(Names.REVISION_VERSION)))
                    .forEach(r -> floor.copy(w, r)));
            List<Runnable> incidents = new ArrayList<>();
            for (String workload : fleet.workloads()) {
                String incident = workload + "-" + round;
                incidents.add(() -> {
                    AuditLog audit = plane.audit().fromNow();
                    reactions.add(millis(react(fleet, workload, incident, seen)));
                    List<AuditLog.Entry> requests = requests(audit).stream()
                            .filter(e -> e.name().startsWith(workload))
                            .toList();
                    all.addAll(requests);
                    before.add((double) requestsBefore(requests, workload));
                    if (Boolean.getBoolean("bench.trace")) {
                        trace(audit, incident);
                    }
                });
                incidents.add(() -> {
                    AuditLog audit = plane.audit().fromNow();
                    floorReactions.add(millis(react(floor, workload, incident, seen)));
                    if (Boolean.getBoolean("bench.trace")) {
                        trace(audit, incident);
                    }
                });
            }
            Collections.shuffle(incidents, random);
            incidents.forEach(Runnable::run);
            fleet.cleanUp();
            floor.cleanUp();
            System.out.printf("%s: %d of %d rounds%n", name, round, rounds);
        }
        System.out.printf("%s: requests for one incident, on average: %s%n", name, average(all, reactions.size()));
        report.add(
                Measure.beside(name + ": incident accepted -> patch seen", "ms", reactions, floorReactions),
                "p50 <= 1.15x, p99 <= 1.5x");
        report.add(Measure.of(name + ": requests before the patch", "", before), shape.configured() ? "2" : "1");
    }

    /** Quarantines of a workload that is not part of the bench: the policies look at each of them for each write. */
    private void quarantine(int number, String namespace) {
        for (int i = 0; i < number; i++) {
            Quarantine quarantine = new Quarantine();
            quarantine.getMetadata().setNamespace(namespace);
            quarantine.getMetadata().setName("other-" + i);
            quarantine
                    .getMetadata()
                    .setLabels(Map.of(
                            Names.WORKLOAD, "Deployment.other",
                            Names.QUARANTINED_TEMPLATE, "true",
                            Names.QUARANTINED_CONFIGURATION, "true"));
            quarantine.setSpec(Json.as(
                    Json.parse(
                            """
                            {"workload": {"kind": "Deployment", "name": "other"}, "incident": "other", "reason": "RolledBack",
                             "configMaps": ["other"],
                             "template": [{"in": "Containers", "name": "gateway", "field": "image", "value": "example.test/other:1"}],
                             "configuration": [{"configMap": "other", "key": "system.txt", "data": "bad"}]}
                            """),
                    QuarantineSpec.class));
            client.resource(quarantine).create();
        }
    }

    /** How many of each kind of request, over a number of incidents. */
    private static Map<String, Double> average(List<AuditLog.Entry> requests, int incidents) {
        Map<String, Double> average = new TreeMap<>();
        requests.forEach(e -> average.merge(
                e.verb() + " " + e.resource() + (e.subresource().isEmpty() ? "" : "/" + e.subresource()),
                1.0 / incidents,
                Double::sum));
        average.replaceAll((kind, number) -> Math.round(number * 10) / 10.0);
        return average;
    }

    private Duration react(Fleet fleet, String workload, String name, Seen seen) {
        AIIncident incident = fleet.open(workload, name);
        Duration reaction = seen.reaction(incident, System.nanoTime());
        fleet.awaitSettled(workload, incident);
        return reaction;
    }

    private Stream<ControllerRevision> revisions(String workload) {
        return client
                .apps()
                .controllerRevisions()
                .inNamespace(operated)
                .withLabel(Names.WORKLOAD, "Deployment." + workload)
                .list()
                .getItems()
                .stream();
    }

    /** What the operator asked for, without watches and its Lease. */
    private List<AuditLog.Entry> requests(AuditLog audit) {
        return audit.entries().stream()
                .filter(e -> e.user().equals(operatorLogin.user()))
                .filter(e -> !e.verb().equals("watch") && !e.resource().equals("leases"))
                .sorted(Comparator.comparing(AuditLog.Entry::at))
                .toList();
    }

    private static long requestsBefore(List<AuditLog.Entry> requests, String workload) {
        return requests.stream()
                .takeWhile(e -> !(e.resource().equals("deployments")
                        && e.verb().equals("patch")
                        && e.name().equals(workload)))
                .count();
    }

    private void trace(AuditLog audit, String incident) {
        audit.entries().stream()
                .filter(e -> e.user().startsWith("system:serviceaccount:bench")
                        || e.name().equals(incident) && e.verb().equals("create")
                        || e.uri().contains("aiincidents") && e.verb().equals("create"))
                .sorted(Comparator.comparing(AuditLog.Entry::at))
                .forEach(e -> System.out.printf(
                        "  %s %s %s %s/%s%s %d%n",
                        e.namespace(), e.at(), e.verb(), e.resource(), e.name(), e.subresource(), e.code()));
    }

    /** Many models at rest: what they take, and what is asked of the API server while nothing changes. */
    private void quiet(OperatorProcess operator) throws IOException {
        IntStream.range(0, IDLE).parallel().forEach(i -> {
            String workload = "idle-" + i;
            client.apps()
                    .deployments()
                    .inNamespace(idle)
                    .resource(new DeploymentBuilder(new Fleet(client, idle, 0, Fleet.PLAIN).gateway(workload))
                            .editSpec()
                            .withReplicas(0)
                            .endSpec()
                            .build())
                    .create();
            client.resource(OperatedFleet.model(idle, workload, "1s")).create();
        });
        eventually("all idle models have a revision", () -> assertThat(
                        client.resources(ModelDeployment.class).inNamespace(idle).list().getItems().stream()
                                .filter(m -> m.getStatus() != null
                                        && !m.getStatus().revisions.isEmpty())
                                .count())
                .isEqualTo(IDLE));
        AuditLog quiet = atRest();
        pause(QUIET_SECONDS);
        List<AuditLog.Entry> requests = requests(quiet);
        System.out.println("requests in the quiet minute: " + average(requests, 1));
        report.add(Measure.of("requests in a quiet minute, " + IDLE + " models", "", (double) requests.size()), "0");
        report.add(Measure.of("RSS with " + IDLE + " idle models", "MiB", residentMiB(operator)), "<= 256");
    }

    /** Waits until the operator asked for nothing in five seconds; gives up after a minute, and what goes on is counted. */
    private AuditLog atRest() {
        AuditLog audit = plane.audit().fromNow();
        for (int i = 0; i < 12; i++) {
            audit = plane.audit().fromNow();
            pause(5);
            if (requests(audit).isEmpty()) {
                break;
            }
        }
        return plane.audit().fromNow();
    }

    private static void pause(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double residentMiB(OperatorProcess operator) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .sum();
    }

    private Login administrator(String name) {
        Login login = plane.serviceAccount("bench", name);
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("bench-" + name)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withNamespace("bench")
                        .withName(name)
                        .endSubject()
                        .build())
                .serverSideApply();
        return login;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
