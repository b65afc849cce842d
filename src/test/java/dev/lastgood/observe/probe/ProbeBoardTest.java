package dev.lastgood.observe.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Trigger;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.Probe;
import dev.lastgood.api.probe.ProbeStatus;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.ProbeState.Counts;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.decide.probe.SampleCounts;
import dev.lastgood.decide.revision.ChecksumHistory;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Content;
import dev.lastgood.decide.revision.Declarations;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.ImageBytes;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.ServicePeriod;
import dev.lastgood.decide.revision.Sighting;
import dev.lastgood.decide.revision.Standing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeBoardTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");
    private static final Instant SETTLED = BEGIN.plusSeconds(60);

    private final ModelDeployment model = model();
    private final List<String> woken = new ArrayList<>();
    private final ProbeBoard board = board();

    @BeforeEach
    void v1_serves() {
        board.follow(model, serving("v1", BEGIN, BEGIN));
    }

    @Test
    void verdicts_wake_and_samples_between_them_do_not() {
        sampled(SETTLED, "GGGGG");
        assertThat(woken).as("the first good one").hasSize(1);
        sampled(SETTLED.plusSeconds(50), "B");
        assertThat(woken).as("good no longer without a break").hasSize(2);
        sampled(SETTLED.plusSeconds(60), "B");
        assertThat(woken).hasSize(2);
        sampled(SETTLED.plusSeconds(70), "B");
        assertThat(woken).as("the verdict").hasSize(3);
        sampled(SETTLED.plusSeconds(80), "BBBBB");
        assertThat(woken).hasSize(3);
    }

    @Test
    void only_settled_samples_count() {
        sampled(BEGIN, "GGGBBB");
        assertThat(state("v1").verdict()).isEqualTo(Outcome.Good);
        assertThat(state("v1").counts()).isEqualTo(Counts.NONE);
        sampled(SETTLED, "GGB");
        assertThat(state("v1").counts()).isEqualTo(new Counts(2, 1));
    }

    @Test
    void a_sample_that_was_asked_of_the_revision_before_is_not_laid_on_this_one() {
        board.follow(model, serving("v2", SETTLED.plusSeconds(300), null));
        sampled(SETTLED.plusSeconds(200), "BBB");
        assertThat(state("v2")).isEqualTo(ProbeState.NONE);
    }

    @Test
    void another_revision_and_another_turn_of_the_same_begin_from_nothing() {
        sampled(SETTLED, "BBB");
        assertThat(state("v1").verdict()).isEqualTo(Outcome.Bad);
        assertThat(state("v2")).isEqualTo(ProbeState.NONE);
        board.follow(model, serving("v1", SETTLED.plusSeconds(100), null));
        assertThat(state("v1"))
                .as("what was bad is known still")
                .isEqualTo(ProbeState.carried(SETTLED.plusSeconds(20)));
    }

    @Test
    void where_the_soak_begins_anew_the_verdict_stays_and_the_counts_do_not() {
        sampled(SETTLED, "GGG");
        board.follow(model, serving("v1", BEGIN, SETTLED.plusSeconds(100)));
        assertThat(state("v1").verdict()).isEqualTo(Outcome.Good);
        assertThat(state("v1").counts()).isEqualTo(Counts.NONE);
        sampled(SETTLED.plusSeconds(90), "G");
        assertThat(state("v1").counts()).as("asked before the soak").isEqualTo(Counts.NONE);
    }

    @Test
    void a_new_operator_goes_on_with_what_was_written_down() {
        ModelDeployment written = model();
        ProbeStatus status = new ProbeStatus();
        status.name = "status";
        status.outcome = Outcome.Bad;
        status.since = SETTLED.toString();
        status.consecutive = 3;
        status.reason = "TargetUnreachable";
        status.message = "status 503";
        written.setStatus(new ModelDeploymentStatus());
        written.getStatus().servingRevision = "v1";
        written.getStatus().probes.add(status);
        ProbeBoard next = new ProbeBoard();
        assertThat(next.follows(written)).isFalse();
        next.follow(written, counted("1;pricing/status=7/1"));

        ProbeState state = next.states(written, "v1").get("status");
        assertThat(state.verdict()).isEqualTo(Outcome.Bad);
        assertThat(state.since()).isEqualTo(SETTLED);
        assertThat(state.counts()).isEqualTo(new Counts(7, 1));
        assertThat(state.goodSince()).isNull();
    }

    @Test
    void what_was_written_down_of_another_revision_is_nothing() {
        model.setStatus(new ModelDeploymentStatus());
        model.getStatus().servingRevision = "v0";
        ProbeBoard next = new ProbeBoard();
        next.follow(model, counted("1;pricing/status=7/1"));
        assertThat(next.states(model, "v1").get("status")).isEqualTo(ProbeState.NONE);
    }

    @Test
    void a_probe_that_is_no_longer_there_and_a_model_that_is_gone_are_forgotten() {
        sampled(SETTLED, "BBB");
        model.getSpec().probes.get(0).name = "other";
        board.follow(model, serving("v1", BEGIN, BEGIN));
        assertThat(board.states(model, "v1")).containsOnlyKeys("other");
        board.forget("ai", "pricing");
        sampled(SETTLED.plusSeconds(100), "BBB");
        assertThat(board.follows(model)).isFalse();
    }

    private ProbeBoard board() {
        ProbeBoard made = new ProbeBoard();
        made.onChange((namespace, name) -> woken.add(namespace + "/" + name));
        return made;
    }

    private ProbeState state(String revision) {
        return board.states(model, revision).get("status");
    }

    private void sampled(Instant from, String samples) {
        for (int i = 0; i < samples.length(); i++) {
            Outcome outcome = samples.charAt(i) == 'G' ? Outcome.Good : Outcome.Bad;
            board.sampled(
                    "ai",
                    "pricing",
                    new Sample(
                            "status",
                            outcome,
                            Reason.AsExpected,
                            "said",
                            from.plusSeconds(10L * i),
                            Duration.ofMillis(3)));
        }
    }

    private static Revision serving(String name, Instant servedSince, Instant availableSince) {
        return revision(name, servedSince, availableSince, null);
    }

    private static Revision counted(String samples) {
        return revision("v1", BEGIN, BEGIN, SampleCounts.parse(samples));
    }

    private static Revision revision(String name, Instant servedSince, Instant availableSince, SampleCounts samples) {
        return new Revision(
                name,
                1,
                new Content(name, name, "", Configuration.UNKNOWN, name, Footprint.inOneObject(1)),
                new Sighting(1, ""),
                Standing.of(RevisionState.Candidate, Reason.Soaking, BEGIN),
                new ServicePeriod(servedSince, availableSince, samples, null),
                Declarations.NONE,
                ImageBytes.UNKNOWN,
                ChecksumHistory.UNKNOWN);
    }

    private static ModelDeployment model() {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(
                new ObjectMetaBuilder().withNamespace("ai").withName("pricing").build());
        model.setSpec(new ModelDeploymentSpec());
        model.getSpec().response = new Response();
        model.getSpec().response.settle = "60s";
        Probe probe = new Probe();
        probe.name = "status";
        probe.trigger = Trigger.GatewayErrors;
        model.getSpec().probes.add(probe);
        return model;
    }
}
