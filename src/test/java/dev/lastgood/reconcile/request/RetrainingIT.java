package dev.lastgood.reconcile.request;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.act.job.JobCreator;
import dev.lastgood.api.Crds;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.LastgoodConfig;
import dev.lastgood.kube.ControlPlane;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.observe.kube.AllWatches;
import dev.lastgood.reconcile.JobStarter;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a REST call to retrain comes to, with two replicas that each have watches of their own. */
@RealApiServer
class RetrainingIT {

    private final ControlPlane plane = ControlPlane.shared();
    private final KubernetesClient client = plane.client();
    private final String namespace = plane.newNamespace("retraining");
    private final List<AllWatches> watches = new ArrayList<>();
    private Retraining one;
    private Retraining other;

    @BeforeEach
    void start() {
        Crds.committed().forEach(crd -> client.resource(crd).serverSideApply());
        Kubelet.shared();
        one = replica();
        other = replica();
        plane.kubectl()
                .apply(
                        namespace,
                        """
                        apiVersion: batch/v1
                        kind: CronJob
                        metadata: {name: retrain}
                        spec:
                          suspend: true
                          schedule: "0 0 1 1 *"
                          jobTemplate:
                            spec:
                              backoffLimit: 0
                              template:
                                spec:
                                  restartPolicy: Never
                                  containers: [{name: main, image: "example.test/main:1"}]
                        """);
        model("retrain: {cronJobRef: {name: retrain}}");
    }

    private Retraining replica() {
        AllWatches seen = new AllWatches(
                client,
                new SmallRyeConfigBuilder()
                        .withConverter(Duration.class, 100, DurationConverter::parseDuration)
                        .withMapping(LastgoodConfig.class)
                        .withSources(new PropertiesConfigSource(
                                Map.of("lastgood.namespaces", namespace, "lastgood.operator-namespace", namespace),
                                "test",
                                100))
                        .build()
                        .getConfigMapping(LastgoodConfig.class));
        watches.add(seen);
        eventually("the CRDs are served", seen::start);
        return new Retraining(seen.jobs(), seen.operator(), new JobStarter(seen.jobs(), new JobCreator(client)));
    }

    @AfterEach
    void stop() {
        watches.forEach(AllWatches::stop);
        client.namespaces().withName(namespace).delete();
    }

    private void model(String spec) {
        plane.kubectl()
                .apply(
                        namespace,
                        """
                        apiVersion: lastgood.dev/v1alpha1
                        kind: ModelDeployment
                        metadata: {name: pricing}
                        spec:
                          gateway: {workloadRef: {name: model-gateway}}
                          %s
                        """
                                .formatted(spec));
    }

    private ModelDeployment model() {
        return client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName("pricing")
                .get();
    }

    private static Retraining.Request version(String version, String key) {
        return new Retraining.Request(version, "abc", null, "line one\nline two", "ann", null, key);
    }

    private int jobs() {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list()
                .getItems()
                .size();
    }

    @Test
    void theSameVersionIsOneJobAlsoForTwoReplicasAtOnceUntilItIsOver() throws Exception {
        ModelDeployment model = model();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Retraining.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Retraining asked = i % 2 == 0 ? one : other;
            calls.add(() -> asked.retrain(model, version("2.0", null)));
        }
        Set<String> ids = threads.invokeAll(calls).stream()
                .map(RetrainingIT::result)
                .map(Retraining.Answer::runId)
                .collect(Collectors.toSet());
        threads.shutdown();
        assertThat(ids).hasSize(1).doesNotContainNull();
        assertThat(jobs()).isEqualTo(1);
        var job = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .list()
                .getItems()
                .get(0);
        assertThat(job.getMetadata().getUid()).isEqualTo(ids.iterator().next());
        assertThat(job.getMetadata().getAnnotations())
                .containsEntry("lastgood.dev/requested-by", "ann")
                .containsEntry("lastgood.dev/triggered-by", "ann")
                .containsEntry("lastgood.dev/purpose", "line one line two");

        assertThat(one.retrain(model, version("2.1", null)).runId())
                .as("another version")
                .isNotNull()
                .isNotIn(ids);
        assertThat(jobs()).isEqualTo(2);

        Kubelet kubelet = Kubelet.shared();
        String name = job.getMetadata().getName();
        eventually("its pod ends", () -> assertThat(kubelet.finish(namespace, Map.of("job-name", name), true))
                .isEqualTo(1));
        eventually("the same version may be made again", () -> assertThat(
                        other.retrain(model, version("2.0", null)).runId())
                .isNotIn(ids));
        assertThat(jobs()).isEqualTo(3);
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSameKeyIsOneJobAndAnotherKeyAnother() {
        Retraining.Answer first = one.retrain(model(), version("2.0", "k1"));
        assertThat(first.refusal()).isNull();
        assertThat(other.retrain(model(), version("2.0", "k1")).runId()).isEqualTo(first.runId());
        assertThat(other.retrain(model(), version("2.1", "k1")).refusal()).isEqualTo(Reason.RequestChanged);
        assertThat(one.retrain(model(), version("2.0", "k2")).runId()).isNotEqualTo(first.runId());
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void whatCannotBeDoneIsRefusedWithAReason() {
        model("retrain: {cronJobRef: {name: nowhere}}");
        assertThat(one.retrain(model(), version("2.0", null)).refusal()).isEqualTo(Reason.CronJobMissing);
        model("retrain: {cronJobRef: {name: retrain}}\n  paused: true");
        assertThat(one.retrain(model(), version("2.0", null)).refusal()).isEqualTo(Reason.ModelPaused);
        model("retrain: null");
        assertThat(one.retrain(model(), version("2.0", null)).refusal()).isEqualTo(Reason.RetrainNotConfigured);
        assertThat(jobs()).isZero();
    }
}
