package dev.lastgood.decide.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.Footprint;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.revision.RevisionRules;
import dev.lastgood.decide.revision.Revisions;
import dev.lastgood.decide.workload.Obstacle;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlookTest {

    private final SettableClock clock = new SettableClock();
    private final GatewayStory story = new GatewayStory(clock);
    private final Revision from = Revisions.named("gw-2").build();
    private final Revision to = Revisions.named("gw-1").build();

    private Outlook of(Obstacle... obstacles) {
        return Outlook.of(from, to, List.of(obstacles));
    }

    private static Obstacle denied(String message) {
        return new Obstacle(Reason.RefusedByAdmission, message);
    }

    @Test
    void theFirstRevisionHasNothingToGoBackTo() {
        RevisionDecision decision = story.decide();
        assertThat(Outlook.withoutRehearsal(decision)).hasValueSatisfying(outlook -> {
            assertThat(outlook.value()).isEqualTo("False");
            assertThat(outlook.reason()).isEqualTo(Reason.NoLastGood);
            assertThat(outlook.message()).contains("the first revision", "(v1)");
            assertThat(outlook.isRehearsed()).isFalse();
        });
    }

    @Test
    void withoutAnotherGoodOneThereIsNoTarget() {
        story.decide();
        story.rollsOut("v2");
        assertThat(Outlook.withoutRehearsal(story.decide())).hasValueSatisfying(outlook -> {
            assertThat(outlook.reason()).isEqualTo(Reason.NoLastGood);
            assertThat(outlook.message()).contains("no other revision than", "(v2)");
        });
    }

    @Test
    void whatCanBeTriedIsNotGuessed() {
        story.decide();
        story.earnsGood().rollsOut("v2");
        assertThat(Outlook.withoutRehearsal(story.decide())).isEmpty();
    }

    @Test
    void aGoodRevisionThatServesGoesBackToTheOneBefore() {
        story.decide();
        story.earnsGood().rollsOut("v2").earnsGood();
        RevisionDecision decision = story.decide();
        assertThat(decision.lastGood().version()).isEqualTo("v1");
        assertThat(Outlook.withoutRehearsal(decision)).isEmpty();
    }

    @Test
    void aRevisionThatIsTooLargeOrRefusedCannotBeRolledBack() {
        story.decide();
        story.earnsGood();
        story.declares("v2");
        RevisionDecision refused =
                new RevisionRules(clock).decide(story.view()).withoutSnapshot("exceeded quota: revisions");
        assertThat(refused.declared()).isNull();
        assertThat(refused.revisions()).extracting(Revision::version).containsExactly("v1");
        assertThat(refused.recheck()).isPositive();
        assertThat(Outlook.withoutRehearsal(refused)).hasValueSatisfying(outlook -> {
            assertThat(outlook.value()).isEqualTo("False");
            assertThat(outlook.reason()).isEqualTo(Reason.RevisionNotRecorded);
            assertThat(outlook.message()).contains("exceeded quota: revisions");
        });

        story.bytes = Footprint.MAX_OWN + 1;
        assertThat(Outlook.withoutRehearsal(story.decide()))
                .hasValueSatisfying(outlook -> assertThat(outlook.reason()).isEqualTo(Reason.SnapshotTooLarge));
    }

    @Test
    void withoutAnObstacleItIsPossible() {
        assertThat(of().value()).isEqualTo("True");
        assertThat(of().message()).isEqualTo("a rollback from gw-2 (v1) to gw-1 (v1) was rehearsed and works");
    }

    @Test
    void eachObstacleIsNamedAndTheFirstOneGivesTheReason() {
        Outlook outlook = of(new Obstacle(Reason.SecretMissing, "no Secret"), denied("no policy"));
        assertThat(outlook.value()).isEqualTo("False");
        assertThat(outlook.reason()).isEqualTo(Reason.SecretMissing);
        assertThat(outlook.message()).endsWith("would not work now: no Secret; also: no policy");
    }

    @Test
    void aWebhookThatRefusesDryRunsSaysNothingOfARollback() {
        Obstacle webhook = denied("admission webhook \"x.example.com\" does not support dry run");
        assertThat(of(webhook).value()).isEqualTo("Unknown");
        assertThat(of(webhook).reason()).isEqualTo(Reason.DryRunNotSupported);
        assertThat(of(webhook, new Obstacle(Reason.QuotaExceeded, "full")).reason())
                .isEqualTo(Reason.QuotaExceeded);
    }

    @Test
    void withoutAnAnswerTheLastMessageIsKept() {
        Outlook once = of(denied("no policy")).unanswered();
        assertThat(once.value()).isEqualTo("Unknown");
        assertThat(once.reason()).isEqualTo(Reason.RehearsalUnanswered);
        assertThat(once.message()).contains("Its last answer: a rollback from", "no policy");
        assertThat(once.unanswered()).as("nothing is written again").isEqualTo(once);
        assertThat(Outlook.UNKNOWN.unanswered().message()).doesNotContain("last answer:");
    }

    @Test
    void aMessageFitsIntoAStatus() {
        assertThat(of(denied("x".repeat(5000))).message()).hasSize(1024);
    }
}
