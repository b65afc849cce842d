package dev.lastgood.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.lastgood.api.Crds;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorProcess;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * From an incident that the API server accepted to PagerDuty's request on the wire, beside a bare program that watches and
 * posts: quiet, with a Postgres that accepts and never answers, with a Slack that never answers, and while rollouts hang. Asserts
 * nothing of time. {@code -Dbench.rounds} are of ten incidents each; one more before them warms the process.
 */
@RealApiServer
class NotifyBench {

    private static final int WORKLOADS = 10;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 10);

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String operated = plane.newNamespace("operated");
    private final String bare = plane.newNamespace("bare");
    private final Random random = new Random(20261123);
    private final Report report = new Report();
    private final Map<String, CompletableFuture<Long>> paged = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Long>> seen = new ConcurrentHashMap<>();
    private HttpServer pagerDuty;
    private OperatedFleet fleet;
    private Fleet floor;
    private Kubelet kubelet;
    private int versions;

    @Test
    void measure() throws Exception {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        pagerDuty = pagerDuty();
        String url = "http://127.0.0.1:" + pagerDuty.getAddress().getPort();
        kubelet = Kubelet.start(plane);
        fleet = new OperatedFleet(client, operated, WORKLOADS, Fleet.PLAIN);
        floor = new Fleet(client, bare, WORKLOADS, Fleet.PLAIN);
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
                FloorProcess floorProcess = FloorProcess.start(NotifyFloor.class, plane.login("admin"), bare, url);
                Watch ours = watch(operated);
                Watch theirs = watch(bare)) {
            String nobody = "127.0.0.1:" + silent.getLocalPort();
            try (OperatorProcess quiet = operator(url, Map.of())) {
                fleet.create();
                tell(false);
                measure("quiet", false);
            }
            try (OperatorProcess stopped =
                    operator(url, Map.of("LASTGOOD_DATABASE_URL", "jdbc:postgresql://" + nobody + "/runs"))) {
                measure("Postgres never answers", false);
            }
            tell(true);
            try (OperatorProcess silenced = operator(url, Map.of("LASTGOOD_NOTIFY_SLACK_URL", "http://" + nobody))) {
                measure("Slack never answers", false);
            }
            tell(false);
            try (OperatorProcess hanging = operator(url, Map.of())) {
                measure("rollouts hang", true);
            }
        } finally {
            kubelet.close();
            pagerDuty.stop(0);
        }
        report.write(System.out);
    }

    private OperatorProcess operator(String url, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "LASTGOOD_NAMESPACES", operated,
                "LASTGOOD_OPERATOR_NAMESPACE", operated,
                "LASTGOOD_NOTIFY_PAGERDUTY_URL", url));
        settings.putAll(more);
        return OperatorProcess.start(plane.login("admin"), settings);
    }

    /** @param slack also by Slack */
    private void tell(boolean slack) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(operated)
                        .withName("notify")
                        .endMetadata()
                        .addToStringData("pagerduty", "0123456789abcdef0123456789abcdef")
                        .addToStringData("slack", "xoxb-test")
                        .build())
                .serverSideApply();
        List<Notification> all = new ArrayList<>(List.of(notification(NotificationType.PagerDuty)));
        if (slack) {
            all.add(notification(NotificationType.Slack));
        }
        fleet.workloads().forEach(w -> client.resources(ModelDeployment.class)
                .inNamespace(operated)
                .withName(w)
                .edit(m -> {
                    m.getSpec().notifications = all;
                    return m;
                }));
    }

    private static Notification notification(NotificationType type) {
        Notification to = new Notification();
        to.name = type.name().toLowerCase();
        to.type = type;
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        to.secretRef = new SecretKeyRef();
        to.secretRef.name = "notify";
        to.secretRef.key = to.name;
        return to;
    }

    private void measure(String name, boolean hang) throws Exception {
        List<Double> times = new ArrayList<>();
        List<Double> floorTimes = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            String version = "bad-" + ++versions;
            fleet.rollOut(version);
            if (hang) {
                kubelet.close();
            }
            Map<String, AIIncident> open = new TreeMap<>();
            List<Runnable> incidents = new ArrayList<>();
            for (String workload : fleet.workloads()) {
                String incident = workload + "-" + version;
                incidents.add(() -> {
                    AIIncident created = fleet.open(workload, incident);
                    times.add(millis(created));
                    open.put(workload, created);
                    if (!hang) {
                        fleet.awaitSettled(workload, created);
                    }
                });
                incidents.add(() -> floorTimes.add(millis(floor.open(workload, incident))));
            }
            Collections.shuffle(incidents, random);
            incidents.forEach(Runnable::run);
            if (hang) {
                kubelet = Kubelet.start(plane);
                open.forEach(fleet::awaitSettled);
            }
            fleet.cleanUp();
            floor.cleanUp();
            if (round == 0) {
                times.clear();
                floorTimes.clear();
            }
            System.out.printf("%s: round %d of %d%n", name, round, ROUNDS);
        }
        report.add(
                Measure.beside("incident accepted -> page on the wire, " + name, "ms", times, floorTimes),
                "p99 <= 250, as quiet");
    }

    private double millis(AIIncident incident) {
        long created = System.nanoTime();
        String uid = incident.getMetadata().getUid();
        try {
            long accepted = Math.min(created, time(seen, uid).get(30, TimeUnit.SECONDS));
            return (time(paged, uid).get(30, TimeUnit.SECONDS) - accepted) / 1e6;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "no page for " + incident.getMetadata().getName(), e);
        }
    }

    private static CompletableFuture<Long> time(Map<String, CompletableFuture<Long>> times, String uid) {
        return times.computeIfAbsent(uid, u -> new CompletableFuture<>());
    }

    private HttpServer pagerDuty() throws IOException {
        ObjectMapper json = new ObjectMapper();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "pagerduty");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            long now = System.nanoTime();
            JsonNode event = json.readTree(exchange.getRequestBody().readAllBytes());
            if ("trigger".equals(event.path("event_action").asText())) {
                time(paged, event.path("dedup_key").asText()).complete(now);
            }
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Watch watch(String namespace) {
        return client.resources(AIIncident.class).inNamespace(namespace).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, AIIncident incident) {
                time(seen, incident.getMetadata().getUid()).complete(System.nanoTime());
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
    }
}
