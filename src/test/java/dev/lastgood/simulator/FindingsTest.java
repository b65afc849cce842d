package dev.lastgood.simulator;

import static dev.lastgood.simulator.history.Happenings.after;
import static dev.lastgood.simulator.history.Happenings.configures;
import static dev.lastgood.simulator.history.Happenings.deploys;
import static dev.lastgood.simulator.history.Happenings.outage;
import static dev.lastgood.simulator.history.Happenings.report;
import static dev.lastgood.simulator.history.Happenings.reports;
import static dev.lastgood.simulator.history.Happenings.switchesOn;
import static dev.lastgood.simulator.history.Happenings.triesAgain;
import static dev.lastgood.simulator.history.Happenings.waits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.invariant.Invariants;
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
}
