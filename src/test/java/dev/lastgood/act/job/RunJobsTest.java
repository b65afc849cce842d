package dev.lastgood.act.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.RunAction;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.RunParameters;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunJobsTest {

    private static Job job(String targetVersion) {
        JobOrder order = new JobOrder(
                "ai",
                "pricing",
                "uid-1",
                "pricing/eu",
                RunAction.Retrain,
                "retrain",
                "pricing-retrain-0123456789",
                new RunParameters(targetVersion, null, null, null, "1.0", null, "ann", null, "why", false));
        JobTemplateSpec template = Serialization.unmarshal(
                """
                metadata:
                  labels: {team: ml, lastgood.dev/run: forged}
                  annotations: {owner: ml, lastgood.dev/git-ref: forged}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                      initContainers: [{name: fetch, image: example.test/fetch:1}]
                      containers:
                      - name: train
                        image: example.test/train:1
                        args: [--version, $(LASTGOOD_TARGET_VERSION)]
                        env:
                        - {name: LASTGOOD_TARGET_VERSION, value: stale}
                        - {name: LASTGOOD_GIT_REF, value: main}
                        - {name: OUT, value: /out/$(LASTGOOD_TARGET_VERSION)}
                """,
                JobTemplateSpec.class);
        return JobCreator.job(order, template);
    }

    @Test
    void the_template_is_kept_and_what_is_ours_is_ours() {
        Job job = job("2.0");

        assertThat(job.getMetadata().getLabels())
                .isEqualTo(Map.of("team", "ml", "lastgood.dev/run", "Retrain", "lastgood.dev/model", "pricing"));
        assertThat(job.getMetadata().getAnnotations())
                .isEqualTo(Map.of(
                        "owner",
                        "ml",
                        "cronjob.kubernetes.io/instantiate",
                        "manual",
                        "lastgood.dev/target-version",
                        "2.0",
                        "lastgood.dev/requested-by",
                        "ann",
                        "lastgood.dev/purpose",
                        "why"));
        assertThat(job.getMetadata().getOwnerReferences()).singleElement().satisfies(o -> {
            assertThat(o.getKind()).isEqualTo("ModelDeployment");
            assertThat(o.getUid()).isEqualTo("uid-1");
            assertThat(o.getController()).isNull();
            assertThat(o.getBlockOwnerDeletion()).isNull();
        });
        assertThat(job.getSpec().getBackoffLimit()).isZero();
    }

    @Test
    void every_container_is_told_before_what_the_template_says_itself() {
        var pod = job("2.0").getSpec().getTemplate().getSpec();

        List<EnvVar> env = pod.getContainers().get(0).getEnv();
        assertThat(env)
                .extracting(EnvVar::getName)
                .containsExactly(
                        "LASTGOOD_RUN_ID",
                        "LASTGOOD_MODEL",
                        "LASTGOOD_NAMESPACE",
                        "LASTGOOD_ACTION",
                        "LASTGOOD_TARGET_VERSION",
                        "LASTGOOD_SERVING_VERSION",
                        "LASTGOOD_GIT_REF",
                        "OUT");
        assertThat(env.get(4).getValue()).isEqualTo("2.0");
        assertThat(env.get(6).getValue()).as("not known: the template's own").isEqualTo("main");
        assertThat(pod.getInitContainers().get(0).getEnv()).hasSize(6);
    }

    @Test
    void a_value_is_never_a_place_for_another() {
        var pod = job("$(OUT)$$x").getSpec().getTemplate().getSpec();

        assertThat(pod.getContainers().get(0).getEnv().get(4).getValue()).isEqualTo("$$(OUT)$$$$x");
    }
}
