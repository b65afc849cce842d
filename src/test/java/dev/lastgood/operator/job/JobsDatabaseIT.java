package dev.lastgood.operator.job;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.RunAction;
import dev.lastgood.api.model.RunState;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import dev.lastgood.record.RunbookDatabase;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A retrain while Postgres is away. */
@RealApiServer
class JobsDatabaseIT {

    @Test
    void theRowIsFilledInWhenPostgresReturnsAlsoForAJobThatIsGoneByThen(@TempDir Path data) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        EmbeddedPostgres server = server(port, data);
        RunbookDatabase away = RunbookDatabase.on(port);
        try (OperatorUnderTest operator = OperatorUnderTest.start(
                Map.of(
                        "LASTGOOD_DATABASE_URL", away.url() + "?sslmode=disable",
                        "LASTGOOD_DATABASE_USERNAME", "postgres",
                        "LASTGOOD_DATABASE_PASSWORD", "postgres"),
                1)) {
            server.close();
            Stage stage = operator.stage();
            RunStage runs = new RunStage(stage, operator.kubelet());
            stage.apply(Stage.gateway("1.0"))
                    .apply(RunStage.cronJob("retrain", ""))
                    .apply(Stage.model("retrain: {cronJobRef: {name: retrain}}"))
                    .awaitGood("1.0");
            stage.apply(Stage.gateway("1.1")).awaitServing("1.1");
            stage.apply(Stage.incident("wrong-prices", "retrain: {targetVersion: '2.0', gitRef: abc}"));
            Job job = runs.awaitJob(RunAction.Retrain);
            String name = job.getMetadata().getName();
            runs.finish(job, true);
            eventually("the run is over and waits for Postgres", () -> {
                assertThat(runs.run(name).state).isEqualTo(RunState.Succeeded);
                assertThat(runs.run(name).recorded).isNull();
                assertThat(runs.run(name).recordReason).isEqualTo("DatabaseUnavailable");
            });
            stage.awaitIncident("wrong-prices", "it is retrained all the same", i -> assertThat(
                            Stage.condition(i.getStatus().conditions, "Retrained"))
                    .isEqualTo("True/RetrainSucceeded"));
            stage.kubectl("delete", "job", name, "--wait=false");
            operator.process().kill();
            server = server(port, data);
            operator.restart();

            eventually("the row is there", () -> assertThat(
                            away.rows("SELECT id, status, target_version, git_ref, started_at IS NOT NULL,"
                                    + " completed_at IS NOT NULL FROM ai_model_runs WHERE action = 'retrain'"))
                    .containsExactly(job.getMetadata().getUid() + "|succeeded|2.0|abc|t|t"));
            eventually("and that stands in the status", () -> assertThat(runs.run(name).recorded)
                    .isEqualTo(RunState.Succeeded));
        } finally {
            server.close();
        }
    }

    private static EmbeddedPostgres server(int port, Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data.resolve("pg"))
                .setCleanDataDirectory(false)
                .start();
    }
}
