package dev.lastgood.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Crds;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import dev.lastgood.operator.rest.RestCaller;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * From the call to the patch: by REST beside an incident that is created directly, in the same run, on the same models, in
 * random order. Asserts nothing of time. {@code -Dbench.rounds} makes it shorter.
 */
@RealApiServer
class RestBench {

    private static final int WORKLOADS = 10;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 20);

    private final ControlPlane plane = ControlPlane.shared();
    private final String operated = plane.newNamespace("operated");
    private final Random random = new Random(20261123);

    @Test
    void measure() throws IOException {
        Crds.committed().forEach(crd -> plane.client().resource(crd).serverSideApply());
        plane.client()
                .load(new FileInputStream("helm/lastgood/files/quarantine-policy.yaml"))
                .serverSideApply();
        Report report = new Report();
        Kubelet kubelet = Kubelet.start(plane);
        try (OperatorProcess operator = OperatorProcess.start(
                        plane.login("admin"),
                        Map.of(
                                "LASTGOOD_NAMESPACES", operated,
                                "LASTGOOD_OPERATOR_NAMESPACE", operated,
                                "LASTGOOD_REST_BURST", "1000"));
                Seen seen = new Seen(plane.client(), operated)) {
            RestCaller caller =
                    new RestCaller(operator::url, plane.login("admin").token());
            OperatedFleet fleet = new OperatedFleet(plane.client(), operated, WORKLOADS, Fleet.PLAIN);
            fleet.create();
            List<Double> byRest = new ArrayList<>();
            List<Double> directly = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                fleet.rollOut("bad-" + round);
                List<String> workloads = new ArrayList<>(fleet.workloads());
                Collections.shuffle(workloads, random);
                for (int i = 0; i < workloads.size(); i++) {
                    String workload = workloads.get(i);
                    boolean rest = i % 2 == 0;
                    long begin = System.nanoTime();
                    AIIncident incident = rest ? call(caller, workload) : fleet.open(workload, workload + "-" + round);
                    (rest ? byRest : directly).add((seen.times(incident).patched() - begin) / 1e6);
                    fleet.awaitSettled(workload, incident);
                }
                fleet.cleanUp();
            }
            report.add(
                    Measure.beside("REST call -> patch seen, beside creating the incident", "ms", byRest, directly),
                    "p50 <= 2x");
        } finally {
            kubelet.close();
        }
        report.write(System.out);
    }

    private AIIncident call(RestCaller caller, String model) {
        RestCaller.Answer answer = caller.post("/ai/models/" + model + "/rollback", "{\"reason\": \"bench\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return plane.client()
                .resources(AIIncident.class)
                .inNamespace(operated)
                .withName(answer.json().at("/incident/name").asText())
                .get();
    }
}
