package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrimmedUserTest {

    private static final String SPEC =
            "spec: {containers: [{name: c, envFrom: [{configMapRef: {name: prompts}}]}], volumes: [{name: v, configMap: "
                    + "{name: rules}}, {name: ca, configMap: {name: kube-root-ca.crt}}]}";

    private static <T extends HasMetadata> T read(String yaml, Class<T> type) {
        return Serialization.unmarshal("# in YAML, whatever it begins with\n" + yaml, type);
    }

    private static Pod pod(String metadata, String status) {
        return read(
                "{apiVersion: v1, kind: Pod, metadata: {namespace: ai, name: loose, %s}, %s, status: {%s}}"
                        .formatted(metadata, SPEC, status),
                Pod.class);
    }

    private static Job job(String metadata, String status) {
        return read(
                "{apiVersion: batch/v1, kind: Job, metadata: {namespace: ai, name: eval, %s}, spec: {template: {%s}}, status: {%s}}"
                        .formatted(metadata, SPEC, status),
                Job.class);
    }

    private static CronJob cronJob(String spec) {
        return read(
                "{apiVersion: batch/v1, kind: CronJob, metadata: {namespace: ai, name: nightly}, spec: {%s, jobTemplate: {spec: {template: {%s}}}}}"
                        .formatted(spec, SPEC),
                CronJob.class);
    }

    private static DaemonSet daemonSet(String podSpec) {
        return read(
                "{apiVersion: apps/v1, kind: DaemonSet, metadata: {namespace: ai, name: edge}, spec: {template: {%s}}}"
                        .formatted(podSpec),
                DaemonSet.class);
    }

    private static void uses(HasMetadata trimmed, String reference) {
        assertThat(trimmed).isNotNull();
        assertThat(TrimmedUser.reference(trimmed)).isEqualTo(reference);
        assertThat(TrimmedUser.configMaps(trimmed))
                .as("but not what each pod has")
                .containsExactly("prompts", "rules");
        assertThat(Serialization.asJson(trimmed)).doesNotContain("containers");
    }

    @Test
    void daemon_sets_and_cron_jobs_count_also_suspended_ones() {
        uses(TrimmedUser.of(daemonSet(SPEC)), "DaemonSet/edge");
        uses(TrimmedUser.of(cronJob("suspend: false")), "CronJob/nightly");
        uses(TrimmedUser.of(cronJob("suspend: true")), "CronJob/nightly");
    }

    @Test
    void what_uses_no_config_map_is_not_kept() {
        assertThat(TrimmedUser.of(daemonSet("spec: {containers: [{name: c}]}"))).isNull();
        assertThat(TrimmedUser.of(daemonSet(
                        "spec: {containers: [{name: c}], volumes: [{name: ca, configMap: {name: kube-root-ca.crt}}]}")))
                .isNull();
        assertThat(TrimmedUser.configMaps(null)).isEqualTo(List.of());
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "runs | uid: u | active: 1 | true",
                "waits for its first pod | uid: u | '' | true",
                "is suspended | uid: u | conditions: [{type: Suspended, status: 'True'}] | true",
                "completed | uid: u | conditions: [{type: Complete, status: 'True'}] | false",
                "failed | uid: u | conditions: [{type: Failed, status: 'True'}] | false",
                "failed once and goes on | uid: u | conditions: [{type: Failed, status: 'False'}] | true",
                "made by Lastgood | labels: {lastgood.dev/run: Regression} | active: 1 | false",
            })
    void a_job_that(String what, String metadata, String status, boolean counts) {
        Job trimmed = TrimmedUser.of(job(metadata, status.equals("''") ? "" : status));
        if (counts) {
            uses(trimmed, "Job/eval");
        } else {
            assertThat(trimmed).as(what).isNull();
        }
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing owns | uid: u | phase: Running | Pod/loose",
                "is pending | uid: u | phase: Pending | Pod/loose",
                "succeeded | uid: u | phase: Succeeded | ",
                "failed | uid: u | phase: Failed | ",
                "a Workflow owns | ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: Workflow, name: train, uid: u, controller: true}] "
                        + "| phase: Running | Workflow/train",
                "a ReplicaSet of a Rollout owns | ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: quotes-7d, uid: u, controller: true}] "
                        + "| phase: Running | ReplicaSet/quotes-7d",
                "a DaemonSet owns | ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: edge, uid: u, controller: true}] "
                        + "| phase: Running | ",
                "a Job owns | ownerReferences: [{apiVersion: batch/v1, kind: Job, name: eval, uid: u, controller: true}] "
                        + "| phase: Running | ",
                "a node owns | ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: u, controller: true}] "
                        + "| phase: Running | Pod/loose",
            })
    void a_pod_that(String what, String metadata, String status, String reference) {
        Pod trimmed = TrimmedUser.of(pod(metadata, status));
        if (reference != null) {
            uses(trimmed, reference);
        } else {
            assertThat(trimmed).as(what).isNull();
        }
    }

    @Test
    void what_is_trimmed_stays_as_it_is() {
        DaemonSet trimmed = TrimmedUser.of(daemonSet(SPEC));
        assertThat(TrimmedUser.of(trimmed)).isSameAs(trimmed);
        Pod pod = TrimmedUser.of(pod("uid: u", "phase: Running"));
        assertThat(TrimmedUser.of(pod)).isSameAs(pod);
    }
}
