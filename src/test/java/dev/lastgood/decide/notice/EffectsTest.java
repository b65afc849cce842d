package dev.lastgood.decide.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.RouteRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.decide.IncidentStory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message may say of flags, route and revisions: each row is a state of the steps and the sentence that is true then. */
class EffectsTest {

    private final AIIncidentStatus status = new AIIncidentStatus();
    private final ModelDeployment model = IncidentStory.model("pricing");

    private static Arguments row(String name, String says, boolean lost, Consumer<EffectsTest> world) {
        return argumentSet(name, says, lost, world);
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("nothing was done", null, false, w -> {}),
                row("a plan", "nothing yet; planned: gw-1", false, EffectsTest::plan),
                row(
                        "patched",
                        "v2 -> v1 (gw-1), being rolled out",
                        false,
                        w -> w.rolledBack("Running", "RolloutInProgress")),
                row("it serves", "v2 -> v1 (gw-1)", false, w -> w.rolledBack("Done", "Restored")
                        .serves("gw-1")),
                row(
                        "nothing checked what it answers",
                        "v2 -> v1 (gw-1); no probe checked the answers: check by hand",
                        false,
                        w -> w.unprobed().rolledBack("Done", "Restored").serves("gw-1")),
                row("the model's status is older than the rollback", "v2 -> v1 (gw-1)", false, w -> w.rolledBack(
                                "Done", "Restored")
                        .serves("gw-2")),
                row(
                        "the next release serves",
                        "v2 -> v1 (gw-1), replaced since: v3 (gw-3) serves",
                        false,
                        w -> w.rolledBack("Done", "Restored").serves("gw-3")),
                row(
                        "the failed one was released and serves again",
                        "v2 -> v1 (gw-1), replaced since: v2 (gw-2) serves",
                        false,
                        w -> w.rolledBack("Done", "Restored").released("gw-2").serves("gw-2")),
                row(
                        "someone rolled out another one meanwhile",
                        "v2 -> v1 (gw-1), but another revision serves by now",
                        false,
                        w -> w.rolledBack("Done", "ChangedMeanwhile")),
                row(
                        "someone applied the failed one again",
                        "v2 -> v1 (gw-1), undone: someone applied v2 again, and it is to be restored again",
                        true,
                        w -> w.rolledBack("Running", "Reverted")),
                row(
                        "too often",
                        "v2 -> v1 (gw-1), undone: someone applied v2 again, and it is not restored again",
                        true,
                        w -> w.rolledBack("Failed", "RevertedTooOften")),
                row(
                        "the workload is gone",
                        "v2 -> v1 (gw-1), undone: the workload was deleted",
                        true,
                        w -> w.rolledBack("Failed", "WorkloadNotFound")),
                row(
                        "what was restored is bad, too",
                        "v2 -> v1 (gw-1), but it is bad, too",
                        true,
                        w -> w.rolledBack("Failed", "ProbesBad")),
                row(
                        "it does not come up",
                        "v2 -> v1 (gw-1), but it does not serve",
                        true,
                        w -> w.rolledBack("Failed", "DeadlineExceeded")),
                row("a flag that was looked at only", null, false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Running", "FlagOff")),
                row("a flag is off", "flags off: chat", false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Done", "FlagOff")),
                row("a flag was off", "flags that were off already: chat", false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Done", "FlagAlreadyOff")),
                row("its switch failed after it was looked at", "flags not off: chat", false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Failed", "RefusedByAdmission")),
                row(
                        "it was never found",
                        "flags not off: chat",
                        false,
                        w -> w.step("1/flag/chat", "Failed", "FlagNotFound")),
                row(
                        "someone turned it on again",
                        "flags on again, because someone turned them on: chat",
                        true,
                        w -> w.recorded("chat").step("1/flag/chat", "Running", "FlagReverted")),
                row(
                        "too often, beside one that is off",
                        "flags off: search; flags on again, because someone turned them on: chat",
                        true,
                        w -> w.recorded("chat")
                                .recorded("search")
                                .step("1/flag/chat", "Failed", "FlagRevertedTooOften")
                                .step("1/flag/search", "Done", "FlagOff")),
                row("it was restored at the end", "flags restored: chat", true, w -> w.recorded("chat")
                        .step("1/flag/chat", "Done", "FlagOff")
                        .step("1/restore/flag/chat", "Done", "FlagRestored")),
                row("it could not be restored", "flags off: chat", false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Done", "FlagOff")
                        .step("1/restore/flag/chat", "Failed", "NeededByOther")),
                row(
                        "someone changed it before it could be restored",
                        "flags that someone changed since: chat",
                        true,
                        w -> w.recorded("chat")
                                .step("1/flag/chat", "Done", "FlagOff")
                                .step("1/restore/flag/chat", "Failed", "FlagChangedMeanwhile")),
                row("an earlier attempt turned it off", "flags off: chat", false, w -> w.recorded("chat")
                        .step("1/flag/chat", "Done", "FlagOff")
                        .attempt(2)),
                row("the route", "route r led to its fallback", false, w -> w.routed()
                        .step("1/route", "Done", "RouteSwitched")),
                row("the route led there", "route r led to its fallback already", false, w -> w.routed()
                        .step("1/route", "Done", "RouteAlreadySwitched")),
                row("the route was looked at", null, false, w -> w.routed()
                        .step("1/route", "Running", "RouteSwitched")),
                row("the route was refused", "route r not switched", false, w -> w.routed()
                        .step("1/route", "Failed", "RefusedByAdmission")),
                row("the route leads where it led", "route r restored", true, w -> w.routed()
                        .step("1/route", "Done", "RouteSwitched")
                        .step("1/restore/route", "Done", "RouteRestored")),
                row(
                        "all of it",
                        "v2 -> v1 (gw-1), but it is bad, too; flags not off: chat; route r led to its fallback",
                        true,
                        w -> w.rolledBack("Failed", "ProbesBad")
                                .step("1/flag/chat", "Failed", "FlagNotFound")
                                .routed()
                                .step("1/route", "Done", "RouteSwitched")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_message_says_what_is_so(String says, boolean lost, Consumer<EffectsTest> world) {
        attempt(1);
        model.getSpec().probes.add(new dev.lastgood.api.probe.Probe());
        status.phase = Phase.NeedsHuman;
        world.accept(this);
        assertThat(Versions.of(model, status).restored()).isEqualTo(says);
        assertThat(new Effects(model, status).lost().isEmpty()).isEqualTo(!lost);
    }

    private EffectsTest unprobed() {
        model.getSpec().probes.clear();
        return this;
    }

    private EffectsTest attempt(int attempt) {
        status.attempt = attempt;
        return this;
    }

    private void plan() {
        status.plan = new dev.lastgood.api.incident.Plan();
        status.plan.to = "gw-1";
    }

    private EffectsTest rolledBack(String state, String reason) {
        status.rollback = new RollbackRecord();
        status.rollback.fromRevision = "gw-2";
        status.rollback.fromVersion = "v2";
        status.rollback.toRevision = "gw-1";
        status.rollback.toVersion = "v1";
        return step("1/rollback", "Done", "Patched").step("1/verify", state, reason);
    }

    private EffectsTest step(String id, String state, String reason) {
        Step step = new Step();
        step.id = id;
        step.state = StepState.valueOf(state);
        step.reason = reason;
        status.steps.add(step);
        return this;
    }

    private EffectsTest recorded(String flag) {
        FlagRecord record = new FlagRecord();
        record.name = flag;
        status.flags.add(record);
        return this;
    }

    private EffectsTest routed() {
        status.route = new RouteRecord();
        status.route.name = "r";
        return this;
    }

    private EffectsTest released(String revision) {
        revisions();
        model.getStatus().revisions.stream()
                .filter(r -> r.name.equals(revision))
                .forEach(r -> r.reason = "Released");
        return this;
    }

    private EffectsTest serves(String revision) {
        revisions();
        model.getStatus().servingRevision = revision;
        return this;
    }

    private void revisions() {
        if (model.getStatus() != null) {
            return;
        }
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().revisions = new ArrayList<>();
        for (String number : List.of("1", "2", "3")) {
            RevisionSummary summary = new RevisionSummary();
            summary.name = "gw-" + number;
            summary.version = "v" + number;
            summary.state = RevisionState.Candidate;
            summary.reason = "Soaking";
            model.getStatus().revisions.add(summary);
        }
    }
}
