package dev.lastgood.simulator.history;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.simulator.operator.Fault;
import dev.lastgood.simulator.operator.Lag;

/** The words of a story, so that a printed one can be pasted. */
public final class Happenings {

    /** An event, so many seconds after the one before. */
    public static Event after(int seconds, Happening what) {
        return new Event(seconds, what);
    }

    public static Happening deploys(String image) {
        return new Happening.Deploys(image);
    }

    public static Happening configures(String configMap, String text) {
        return new Happening.Configures(configMap, text);
    }

    public static Happening releases(String image, String prompts) {
        return new Happening.Releases(image, prompts);
    }

    public static Happening restarts() {
        return new Happening.Restarts();
    }

    public static Happening scales(int replicas) {
        return new Happening.Scales(replicas);
    }

    public static Happening losesPods() {
        return new Happening.LosesPods();
    }

    public static Happening getsPodsBack() {
        return new Happening.GetsPodsBack();
    }

    /** From now on no new pod becomes ready; or that is over. */
    public static Happening scarcity(boolean begins) {
        return new Happening.Scarcity(begins);
    }

    /** What all revisions call is away from now on; or that is over. */
    public static Happening outage(boolean begins) {
        return new Happening.Outage(begins);
    }

    public static Happening deletesWorkload() {
        return new Happening.DeletesWorkload();
    }

    public static Happening createsWorkload(String image) {
        return new Happening.CreatesWorkload(image);
    }

    public static ReportSpec report() {
        return ReportSpec.PLAIN;
    }

    public static Happening reports(ReportSpec report) {
        return new Happening.Reports(report);
    }

    /** Incidents are counted from the newest that is not over, 0. */
    public static Happening approves(int incident, boolean current) {
        return new Happening.Approves(incident, current);
    }

    public static Happening resolves(int incident, Resolution.Kind kind, boolean restore) {
        return new Happening.Resolves(incident, kind, restore);
    }

    public static Happening deletes(int incident) {
        return new Happening.Deletes(incident);
    }

    public static Happening triesAgain(int incident) {
        return new Happening.TriesAgain(incident);
    }

    public static Happening holds(int incident, boolean hold) {
        return new Happening.Holds(incident, hold);
    }

    public static Happening changesMode(int incident, ResponseMode mode) {
        return new Happening.ChangesMode(incident, mode);
    }

    public static Happening obeys(int incident) {
        return new Happening.Obeys(incident);
    }

    public static Happening declaresGood(String image) {
        return new Happening.DeclaresGood(image);
    }

    public static Happening letsIn(String image, boolean byDeletion) {
        return new Happening.Lets(image, byDeletion);
    }

    public static Happening pauses(int model, boolean paused) {
        return new Happening.Pauses(model, paused);
    }

    public static Happening pausesOperator(boolean paused) {
        return new Happening.PausesOperator(paused);
    }

    public static Happening switchesOn(int flag) {
        return new Happening.SwitchesOn(flag);
    }

    public static Happening edits(int model, String term, Object value) {
        return new Happening.Edits(model, term, value);
    }

    public static Happening faults(Fault fault, int nth) {
        return new Happening.Faults(fault, nth);
    }

    public static Happening lags(Lag lag, int seconds) {
        return new Happening.Lags(lag, seconds);
    }

    public static Happening crashes() {
        return new Happening.Crashes();
    }

    public static Happening changesLeader() {
        return new Happening.ChangesLeader();
    }

    public static Happening waits() {
        return new Happening.Waits();
    }

    private Happenings() {}
}
