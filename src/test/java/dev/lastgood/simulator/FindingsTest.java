package dev.lastgood.simulator;

import static dev.lastgood.simulator.history.Happenings.after;
import static dev.lastgood.simulator.history.Happenings.approves;
import static dev.lastgood.simulator.history.Happenings.changesMode;
import static dev.lastgood.simulator.history.Happenings.configures;
import static dev.lastgood.simulator.history.Happenings.crashes;
import static dev.lastgood.simulator.history.Happenings.createsWorkload;
import static dev.lastgood.simulator.history.Happenings.deletesWorkload;
import static dev.lastgood.simulator.history.Happenings.deploys;
import static dev.lastgood.simulator.history.Happenings.edits;
import static dev.lastgood.simulator.history.Happenings.holds;
import static dev.lastgood.simulator.history.Happenings.lags;
import static dev.lastgood.simulator.history.Happenings.obeys;
import static dev.lastgood.simulator.history.Happenings.outage;
import static dev.lastgood.simulator.history.Happenings.releases;
import static dev.lastgood.simulator.history.Happenings.report;
import static dev.lastgood.simulator.history.Happenings.reports;
import static dev.lastgood.simulator.history.Happenings.resolves;
import static dev.lastgood.simulator.history.Happenings.restarts;
import static dev.lastgood.simulator.history.Happenings.scales;
import static dev.lastgood.simulator.history.Happenings.switchesOn;
import static dev.lastgood.simulator.history.Happenings.triesAgain;
import static dev.lastgood.simulator.history.Happenings.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.invariant.Invariants;
import dev.lastgood.simulator.operator.Lag;
import dev.lastgood.simulator.world.Terms;
import dev.lastgood.simulator.world.Terms.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulator has found, shrunk: each story holds now. */
class FindingsTest {

    private record Story(Terms terms) {
        void play(Event... events) {
            assertThat(new Simulation(terms, Invariants.all()).play(List.of(events)))
                    .isEmpty();
        }
    }

    private static Story story(Terms terms) {
        return new Story(terms);
    }

    private static Terms terms() {
        return new Terms();
    }

    /** F1: the new revision was blamed, although only pods of the old one had answered. */
    @Test
    void aReportWhileARolloutBeginsIsAboutWhatAnswers() {
        story(terms()).play(after(1, deploys("good-1")), after(1, reports(report())));
    }

    /** F2: two incidents for one bad run. */
    @Test
    void badPromptsUnderThePodsAreOneFaultAlsoInTheNextRollout() {
        story(terms().with("mode", ResponseMode.Suggest).with("reading", Reading.MOUNTED))
                .play(after(1, configures("prompts", "bad-18")), after(200, deploys("flaky-1")));
    }

    /** F3: the condition Breaker went on to count a rollback that had left the window. */
    @Test
    void theBreakerForgetsInTime() {
        story(terms()).play(after(1, deploys("bad-5")), after(4708, waits()));
    }

    /** F4: a flag that was off already was not watched. */
    @Test
    void aFlagThatWasOffBeforeTheAttemptIsKeptOff() {
        story(terms())
                .play(
                        after(1, reports(report())),
                        after(600, triesAgain(0)),
                        after(300, switchesOn(0)),
                        after(60, waits()));
    }

    /** F5: what was deployed in place of the suspect and was bad as well concerned no one. */
    @Test
    void aSecondBadRevisionIsRelieved() {
        story(terms()).play(after(1, deploys("bad-1")), after(205, triesAgain(3)), after(3, deploys("bad-3")));
    }

    /** What is deployed in an outage has done nothing. */
    @Test
    void anOutageTakesOneRollbackAtMost() {
        story(terms()).play(after(600, deploys("good-1")), after(700, outage(true)), after(900, deploys("good-2")));
    }

    /** F6: what was written after the pods had started was said to serve, and earned Good. */
    @Test
    void podsRunWhatWasDeclaredWhenTheyStarted() {
        story(terms()).play(after(1, deploys("good-6")), after(5, configures("prompts", "bad-7")), after(900, waits()));
    }

    /** F18: a verdict of pods that did not run the changed configuration was lost, and a bad revision was restored. */
    @Test
    void aVerdictIsAboutWhatThePodsRun() {
        story(terms())
                .play(
                        after(1, edits(1, "mode", ResponseMode.Suggest)),
                        after(1, outage(true)),
                        after(1, configures("prompts", "bad-0")),
                        after(1, restarts()),
                        after(200, deploys("bad-3")),
                        after(200, reports(report())));
    }

    /** F19: every incident that rested took over a bad run that had begun with another one. */
    @Test
    void aBadRunBelongsToTheIncidentThatItBeganWith() {
        story(terms().with("flags", 0).with("reading", Reading.RELOADED))
                .play(
                        after(1, reports(report().of(1).in(ResponseMode.Suggest))),
                        after(1, holds(0, true)),
                        after(1, reports(report().in(ResponseMode.Auto).suspecting("good-0"))),
                        after(1, reports(report().of(1).in(ResponseMode.Auto).held())),
                        after(1, deploys("good-1")),
                        after(600, configures("prompts", "good-4")),
                        after(200, outage(true)),
                        after(30, deploys("bad-9")));
    }

    /** F20: in an incident without a workload flags were approved; when the workload was back, its revision was rolled back, too. */
    @Test
    void whatBecomesPossibleLaterWasNotApproved() {
        story(terms())
                .play(
                        after(1, deletesWorkload()),
                        after(1, reports(report().of(1).in(ResponseMode.Suggest))),
                        after(30, obeys(0)),
                        after(1, createsWorkload("good-16")),
                        after(1, switchesOn(0)));
    }

    /** F21: an approval was carried out although the policy says Observe, because another incident rolled back. */
    @Test
    void anApprovalIsNoConsentInObserve() {
        story(terms().with("flagAlways", true).with("mode", ResponseMode.Observe))
                .play(after(1, deploys("bad-1")), after(200, approves(0, true)), after(1, reports(report())));
    }

    /** F22: pods that came up again after a scale to zero were taken for a failure of the revision. */
    @Test
    void aWorkloadThatComesUpIsNotDown() {
        story(terms().with("failAfter", 1))
                .play(after(9638, deploys("good-1")), after(95, scales(0)), after(36, scales(3)));
    }

    /** F23: an incident whose suspect is not known kept the next fault from being seen. */
    @Test
    void anIncidentThatNamesNoRevisionBlocksNone() {
        story(terms().with("breaker", 1))
                .play(
                        after(1, deploys("bad-1")),
                        after(181, releases("bad-2", "bad-3")),
                        after(200, deploys("good-1")),
                        after(1, resolves(3, Resolution.Kind.FalseAlarm, false)),
                        after(1, reports(report().suspecting("good-5"))),
                        after(1, resolves(3, Resolution.Kind.Accepted, true)));
    }

    /** F24: an incident that a person had set to Observe took in what was bad again, and nothing was done. */
    @Test
    void aNarrowedIncidentKeepsNothingFromBeingOpened() {
        story(terms())
                .play(
                        after(1, releases("bad-1", "bad-2")),
                        after(200, changesMode(0, ResponseMode.Observe)),
                        after(1, deletesWorkload()),
                        after(30, createsWorkload("good-18")),
                        after(1, releases("bad-8", "bad-1")));
    }

    /** F25: what was given up came back, and the incident that had recovered until then did not see it. */
    @Test
    void whatWasGivenUpIsSeenWhenItIsBack() {
        story(terms().with("admission", false)
                        .with("flags", 0)
                        .with("gitOps", true)
                        .with("reading", Reading.MOUNTED))
                .play(after(1, configures("prompts", "bad-0")));
    }

    /** F26: a pass that saw too old a state was repeated twenty times in each second, as long as the watch was behind. */
    @Test
    void whoLooksAgainLooksLessAndLessOften() {
        story(terms())
                .play(after(1, lags(Lag.MODELS, 47)), after(1, edits(0, "goodFor", 60)), after(1, deletesWorkload()));
    }

    /** F27: two incidents for one bad run, the second about the revision under whose pods the prompts had been changed. */
    @Test
    void badPromptsThatAreFixedInPlaceAreStillOneFault() {
        story(terms().with("mode", ResponseMode.Suggest).with("reading", Reading.RELOADED))
                .play(after(7787, configures("prompts", "bad-3")), after(84, configures("prompts", "good-4")));
    }

    /** F28: where nothing served, a bad run was forgotten with the workload, and was the fault of what came next. */
    @Test
    void aBadRunOutlivesTheWorkload() {
        story(terms().with("mode", ResponseMode.Observe).with("reading", Reading.MOUNTED))
                .play(
                        after(1, configures("prompts", "bad-5")),
                        after(200, deletesWorkload()),
                        after(1, edits(1, "mode", ResponseMode.Auto)),
                        after(1, outage(true)),
                        after(1, crashes()),
                        after(1, createsWorkload("bad-6")),
                        after(1, deploys("good-45")));
    }

    /** F29: a larger attempt restored once more what was declared already and could not come up. */
    @Test
    void whatIsDeclaredInVainIsNotRestoredAgain() {
        story(terms())
                .play(
                        after(1, deploys("bad-15")),
                        after(30, scales(0)),
                        after(1, reports(report())),
                        after(1, triesAgain(0)));
    }
}
