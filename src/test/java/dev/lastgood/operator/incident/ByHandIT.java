package dev.lastgood.operator.incident;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of docs/operations.md, taken from the page and pasted into a shell. */
@RealApiServer
class ByHandIT {

    private static final String INCIDENT = "wrong-prices";

    /** Its lines of code that have this in them, or the whole block. */
    private static String page(String marker) {
        try {
            String page = Files.readString(Path.of("docs/operations.md"));
            return Pattern.compile("(?s)```\n(.*?)```|`([^`\n]+)`")
                    .matcher(page)
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .filter(code -> code.contains(marker))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the page has no command with " + marker));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void paste(Stage stage, String lines) {
        assertThat(lines).as("every placeholder has a value").doesNotContainPattern("<[a-z]+>");
        Kubectl.Result pasted = stage.plane().kubectl().shell(stage.namespace(), lines);
        assertThat(pasted.exit()).as("%s\n%s", lines, pasted.err()).isZero();
    }

    @Test
    void whatThePageSaysIsSo() {
        try (OperatorUnderTest operator = OperatorUnderTest.start(Map.of(), 1)) {
            Stage stage = operator.stage();
            QuarantinePolicy.cover(stage.plane(), stage.namespace());
            stage.apply(Stage.configMap("prompts", "system", "be exact"))
                    .apply(Stage.gateway("1.0", "envFrom: [{configMapRef: {name: prompts}}]"))
                    .apply(Stage.model(""))
                    .awaitGood("1.0");
            bad(stage);

            String good = stage.model().getStatus().lastGoodRevision;
            operator.process().kill();
            paste(
                    stage,
                    page("good=$(")
                            .replace("<model>", Stage.MODEL)
                            .replace("<configmap>", "prompts")
                            .replace("<gateway>", Stage.GATEWAY));
            assertThat(stage.image()).endsWith(":1.0");
            assertThat(stage.data("prompts")).containsEntry("system", "be exact");

            operator.restart();
            stage.awaitModel("it knows what serves", m -> assertThat(m.getStatus().servingRevision)
                    .isEqualTo(good));
            bad(stage);
            paste(stage, page("paused=true").replace("-n lastgood", "-n " + operator.operatorNamespace()));
            stage.apply(Stage.incident(INCIDENT, ""));
            stage.awaitIncident(
                    INCIDENT, "it is held", i -> assertThat(Stage.condition(i.getStatus().conditions, "Ready"))
                            .isEqualTo("False/OperatorPaused"));
            paste(
                    stage,
                    page("delete configmap lastgood").replace("-n lastgood", "-n " + operator.operatorNamespace()));
            stage.awaitPhase(INCIDENT, Phase.Mitigated);
            String failed = stage.incident(INCIDENT).getStatus().suspect;
            eventually("it is kept out", () -> assertThat(again(stage).err()).contains("is quarantined by incident"));

            operator.process().kill();
            paste(stage, page("delete quarantine").replace("<revision>", failed));
            eventually("it is let in", () -> assertThat(again(stage).exit()).isZero());

            operator.restart();
            paste(stage, page("\"resolution\"").replace("<name>", INCIDENT));
            stage.awaitPhase(INCIDENT, Phase.Resolved);
        }
    }

    private static void bad(Stage stage) {
        // At once, else the old image with the new prompt may have the time to become Good.
        stage.apply(Stage.configMap("prompts", "system", "be creative") + "---\n"
                        + Stage.gateway("1.1", "envFrom: [{configMapRef: {name: prompts}}]"))
                .awaitServing("1.1");
    }

    private static Kubectl.Result again(Stage stage) {
        return stage.tryApply(
                Stage.gateway("1.1", "envFrom: [{configMapRef: {name: prompts}}]"),
                "--server-side",
                "--force-conflicts",
                "--dry-run=server");
    }
}
