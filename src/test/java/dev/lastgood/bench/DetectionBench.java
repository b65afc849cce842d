package dev.lastgood.bench;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastgood.api.Crds;
import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.ServicePortRef;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.probe.HttpCheck;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * From the fault to the patch without a person: when the first bad answer is asked for, and what Lastgood adds to the
 * {@code failAfter} samples that it waits for. Printed in milliseconds and as a share of the probe's own period. Asserts
 * nothing of time; {@code -Dbench.rounds} makes it shorter.
 */
@RealApiServer
class DetectionBench {

    private static final int WORKLOADS = 5;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 10);
    private static final int PERIOD_MILLIS = 2000;
    private static final int FAIL_AFTER = 3;
    private static final int UNAVAILABLE = 503;
    private static final int OK = 200;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("detected");
    private final Report report = new Report();
    /** When each bad answer was given, by workload; one that is not there answers well. */
    private final Map<String, List<Long>> failing = new ConcurrentHashMap<>();

    @Test
    void measure() throws IOException {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newFixedThreadPool(WORKLOADS));
        server.start();
        Kubelet kubelet = Kubelet.start(plane);
        OperatedFleet fleet = new OperatedFleet(client, namespace, WORKLOADS, Fleet.PLAIN);
        try (OperatorProcess operator = start(fleet, server);
                Seen seen = new Seen(client, namespace)) {
            fleet.create();
            fleet.workloads().forEach(this::probe);
            List<Double> first = new ArrayList<>();
            List<Double> opened = new ArrayList<>();
            List<Double> patched = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                fleet.rollOut("bad-" + round);
                fleet.workloads().forEach(this::awaitGood);
                for (String workload : fleet.workloads()) {
                    List<Long> bad = Collections.synchronizedList(new ArrayList<>());
                    long fault = System.nanoTime();
                    failing.put(workload, bad);
                    AIIncident incident = awaitIncident(workload);
                    Seen.Times times = seen.times(incident);
                    failing.remove(workload);
                    first.add(millis(bad.get(0) - fault));
                    opened.add(millis(times.accepted() - bad.get(FAIL_AFTER - 1)));
                    patched.add(millis(times.patched() - bad.get(FAIL_AFTER - 1)));
                    eventually("it is over", () -> assertThat(
                                    client.resource(incident).get().getStatus().phase)
                            .isEqualTo(Phase.Resolved));
                }
                System.out.printf("detection: %d of %d rounds%n", round, ROUNDS);
            }
            report.add(Measure.of("fault -> first bad sample", "ms", first), "<= " + PERIOD_MILLIS);
            share("fault -> first bad sample", first, "<= 100");
            report.add(Measure.of("the last of " + FAIL_AFTER + " bad answers -> incident", "ms", opened), "<= 100");
            share("the last of " + FAIL_AFTER + " bad answers -> incident", opened, "");
            report.add(Measure.of("the last of " + FAIL_AFTER + " bad answers -> patch seen", "ms", patched), "");
            share("the last of " + FAIL_AFTER + " bad answers -> patch seen", patched, "");
        } finally {
            kubelet.close();
            server.stop(0);
        }
        report.write(System.out);
    }

    private void share(String name, List<Double> millis, String goal) {
        report.add(
                Measure.of(
                        name,
                        "% of period",
                        millis.stream().map(ms -> 100 * ms / PERIOD_MILLIS).toList()),
                goal);
    }

    private OperatorProcess start(OperatedFleet fleet, HttpServer server) {
        String addresses = fleet.workloads().stream()
                .map(w -> namespace + "/" + w + ":80=127.0.0.1:"
                        + server.getAddress().getPort())
                .collect(Collectors.joining(","));
        return OperatorProcess.start(
                plane.login("admin"),
                Map.of(
                        "LASTGOOD_NAMESPACES",
                        namespace,
                        "LASTGOOD_OPERATOR_NAMESPACE",
                        namespace,
                        "LASTGOOD_PROBES_ADDRESSES",
                        addresses));
    }

    private void probe(String workload) {
        client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(workload)
                .edit(model -> {
                    Probe probe = new Probe();
                    probe.name = "status";
                    probe.trigger = Trigger.GatewayErrors;
                    probe.every = PERIOD_MILLIS / 1000 + "s";
                    probe.timeout = "1s";
                    probe.failAfter = FAIL_AFTER;
                    probe.http = new HttpCheck();
                    probe.http.serviceRef = new ServicePortRef();
                    probe.http.serviceRef.name = workload;
                    probe.http.serviceRef.port = new IntOrString(80);
                    probe.http.path = "/" + workload;
                    model.getSpec().probes = List.of(probe);
                    Response response = new Response();
                    response.mode = ResponseMode.Auto;
                    response.settle = "0s";
                    response.goodFor = "0s";
                    response.resolveAfter = "1s";
                    response.breaker = new Breaker();
                    response.breaker.rollbacks = 20;
                    model.getSpec().response = response;
                    return model;
                });
    }

    private void answer(HttpExchange exchange) throws IOException {
        List<Long> bad = failing.get(exchange.getRequestURI().getPath().substring(1));
        if (bad != null) {
            bad.add(System.nanoTime());
        }
        exchange.sendResponseHeaders(bad == null ? OK : UNAVAILABLE, -1);
        exchange.close();
    }

    private void awaitGood(String workload) {
        eventually(workload + " is probed", () -> assertThat(client.resources(ModelDeployment.class)
                        .inNamespace(namespace)
                        .withName(workload)
                        .get()
                        .getStatus()
                        .probes)
                .singleElement()
                .satisfies(p -> assertThat(p.outcome).isEqualTo(Outcome.Good)));
    }

    private AIIncident awaitIncident(String workload) {
        List<AIIncident> open = new ArrayList<>();
        eventually(workload + " has an incident", () -> {
            open.clear();
            client.resources(AIIncident.class).inNamespace(namespace).list().getItems().stream()
                    .filter(i -> i.getSpec().modelRef.name.equals(workload))
                    .filter(i -> i.getStatus() == null
                            || i.getStatus().phase == null
                            || !i.getStatus().phase.isOver())
                    .forEach(open::add);
            assertThat(open).hasSize(1);
        });
        return open.get(0);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
