package dev.lastgood.operator.job;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.ModelRun;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.kube.Kubelet;
import dev.lastgood.operator.Stage;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;

/** The Jobs of one stage. */
public record RunStage(Stage stage, Kubelet kubelet) {

    /** A suspended CronJob whose Job fails with its first pod. */
    public static String cronJob(String name, String moreOfTemplate) {
        return """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %s}
                spec:
                  suspend: true
                  schedule: "0 0 1 1 *"
                  jobTemplate:
                    metadata: {labels: {team: ml}}
                    spec:
                      backoffLimit: 0
                      template:
                        %s
                        spec:
                          restartPolicy: Never
                          containers:
                          - name: main
                            image: example.test/main:1
                            env: [{name: LASTGOOD_TARGET_VERSION, value: stale}]
                """
                .formatted(name, moreOfTemplate);
    }

    static String spec(String retrain, String regression) {
        return "retrain: {cronJobRef: {name: " + retrain + "}}\nregression: {cronJobRef: {name: " + regression + "}}\n";
    }

    public List<Job> jobs(RunAction action) {
        return stage.plane()
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(stage.namespace())
                .withLabel("lastgood.dev/run", action.name())
                .list()
                .getItems();
    }

    public Job awaitJob(RunAction action) {
        eventually("a Job is made for " + action, () -> assertThat(jobs(action)).hasSize(1));
        return jobs(action).get(0);
    }

    /** Its one pod runs, then ends. */
    public void finish(Job job, boolean well) {
        String name = job.getMetadata().getName();
        eventually(name + " runs", () -> assertThat(run(name).state.name()).isEqualTo("Processing"));
        eventually(name + " has a pod that can end", () -> assertThat(
                        kubelet.finish(stage.namespace(), Map.of("job-name", name), well))
                .isEqualTo(1));
    }

    public ModelRun run(String job) {
        return stage.model().getStatus().runs.stream()
                .filter(r -> r.job.equals(job))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no run of " + job));
    }
}
