package dev.lastgood.reconcile.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.config.DatabaseConfig;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.StepId;
import dev.lastgood.decide.task.IncidentAttempt;
import dev.lastgood.decide.task.IncidentFacts;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.Provenance;
import dev.lastgood.decide.task.RecordTask;
import dev.lastgood.decide.task.RunParameters;
import dev.lastgood.decide.task.SuspectRevision;
import dev.lastgood.decide.task.SuspectedFault;
import dev.lastgood.observe.kube.AllWatches;
import dev.lastgood.reconcile.JobStarter;
import dev.lastgood.reconcile.OutboxFactory;
import dev.lastgood.reconcile.Wakeups;
import dev.lastgood.reconcile.outbox.BackgroundThreads;
import dev.lastgood.record.IncidentRecords;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RecordWorkerTest {

    /** More than the pool for Postgres has threads. */
    private static final int INCIDENTS = 20;

    @Test
    void a_postgres_that_hangs_delays_no_job() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            IncidentRecords records = new IncidentRecords(settings(
                    DatabaseConfig.class,
                    Map.of(
                            "lastgood.database.url",
                            "jdbc:postgresql://127.0.0.1:" + mute.getLocalPort() + "/db?sslmode=disable",
                            "lastgood.database.username",
                            "app",
                            "lastgood.database.connect-timeout",
                            "300s",
                            "lastgood.database.statement-timeout",
                            "300s")));
            LastgoodConfig config = settings(LastgoodConfig.class, Map.of());
            AllWatches watches = new AllWatches(client, config);
            Wakeups wakeups =
                    new Wakeups(watches.models(), watches.incidents(), watches.changes(), watches.defaults(), config);
            RecordWorker worker = new RecordWorker(
                    records,
                    // Watches that were not started see no Jobs, which is answered without the API server.
                    new JobStarter(watches.jobs(), null),
                    new BackgroundThreads(),
                    new OutboxFactory(watches.models(), watches.incidents(), wakeups));
            worker.submit(IntStream.range(0, INCIDENTS)
                    .<RecordTask>mapToObj(i -> new RecordTask.CollectEvidence(step(i, "record-evidence"), facts(i)))
                    .toList());

            worker.submit(List.of(new RecordTask.StartJob(step(0, "regression"), facts(0), order())));

            eventually("the Job has its answer", () -> assertThat(worker.results(incident(0)))
                    .extractingByKey("1/regression")
                    .extracting((EvidenceResult came) -> came.result().reason())
                    .isEqualTo(Reason.JobsForbidden));
            for (int i = 0; i < INCIDENTS; i++) {
                assertThat(worker.results(incident(i))).as("Postgres hangs").doesNotContainKey("1/record-evidence");
            }
        }
    }

    private static <T> T settings(Class<T> mapping, Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withConverter(Duration.class, 100, DurationConverter::parseDuration)
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(mapping);
    }

    private static AIIncident incident(int number) {
        AIIncident incident = new AIIncident();
        incident.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ai")
                .withName("quotes-" + number)
                .withUid("uid-" + number)
                .build());
        return incident;
    }

    private static StepId step(int number, String name) {
        return new StepId("uid-" + number, 1, name);
    }

    private static IncidentFacts facts(int number) {
        return new IncidentFacts(
                new IncidentAttempt("uid-" + number, "ai", "quotes-" + number, 1),
                "pricing",
                new SuspectedFault("Hallucination", "Sev1", Instant.parse("2026-11-23T10:00:00Z")),
                new SuspectRevision("pricing-6c9f41d2aa", null, null),
                new Provenance(null, null, null, null),
                1);
    }

    private static JobOrder order() {
        return new JobOrder(
                "ai",
                "pricing",
                "uid-m",
                "pricing",
                RunAction.Regression,
                "regression",
                "pricing-regression-0123456789",
                new RunParameters("1.0", null, null, "quotes-0", "1.0", "1.1", null, null, "why", false));
    }
}
