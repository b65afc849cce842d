package dev.lastgood.simulator.history;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.simulator.operator.Fault;
import dev.lastgood.simulator.operator.Lag;

/** What may happen. Each one is a plain value whose text is the source that makes it, see {@link Happenings}. */
public sealed interface Happening {

    void happenIn(Simulation world);

    /** Who names incidents counts the unfinished ones from the newest; none is there: nothing happens. */
    record Deploys(String image) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.deployers.image(image);
        }

        @Override
        public String toString() {
            return "deploys(\"" + image + "\")";
        }
    }

    record Configures(String configMap, String text) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.deployers.text(configMap, text);
        }

        @Override
        public String toString() {
            return "configures(\"" + configMap + "\", \"" + text + "\")";
        }
    }

    /** Image and prompts together. */
    record Releases(String image, String prompts) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.deployers.both(image, prompts);
        }

        @Override
        public String toString() {
            return "releases(\"" + image + "\", \"" + prompts + "\")";
        }
    }

    record Restarts() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.restartRollout("kubectl");
        }

        @Override
        public String toString() {
            return "restarts()";
        }
    }

    record Scales(int replicas) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.scale(replicas);
        }

        @Override
        public String toString() {
            return "scales(" + replicas + ")";
        }
    }

    record LosesPods() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.losePods();
        }

        @Override
        public String toString() {
            return "losesPods()";
        }
    }

    record GetsPodsBack() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.restorePods();
        }

        @Override
        public String toString() {
            return "getsPodsBack()";
        }
    }

    record Scarcity(boolean begins) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.scarce(begins);
        }

        @Override
        public String toString() {
            return "scarcity(" + begins + ")";
        }
    }

    record Outage(boolean begins) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.upstreamDown = begins;
        }

        @Override
        public String toString() {
            return "outage(" + begins + ")";
        }
    }

    record DeletesWorkload() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.cluster.deleteWorkload();
        }

        @Override
        public String toString() {
            return "deletesWorkload()";
        }
    }

    record CreatesWorkload(String image) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.deployers.create(image);
        }

        @Override
        public String toString() {
            return "createsWorkload(\"" + image + "\")";
        }
    }

    /**
     * A person opens an incident.
     *
     * @param mode null: none is said
     * @param detected so many seconds ago; negative: it is not said
     * @param suspect an image; null: it is not said
     * @param target an image to restore; null: it is not said
     */
    record Reports(ReportSpec report) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.report(report);
        }

        @Override
        public String toString() {
            return report.toString();
        }
    }

    record Approves(int incident, boolean current) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.approve(incident, current);
        }

        @Override
        public String toString() {
            return "approves(" + incident + ", " + current + ")";
        }
    }

    record Resolves(int incident, Resolution.Kind kind, boolean restore) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.resolve(incident, kind, restore);
        }

        @Override
        public String toString() {
            return "resolves(" + incident + ", Resolution.Kind." + kind + ", " + restore + ")";
        }
    }

    record Deletes(int incident) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.delete(incident);
        }

        @Override
        public String toString() {
            return "deletes(" + incident + ")";
        }
    }

    record TriesAgain(int incident) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.tryAgain(incident);
        }

        @Override
        public String toString() {
            return "triesAgain(" + incident + ")";
        }
    }

    record Holds(int incident, boolean hold) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.hold(incident, hold);
        }

        @Override
        public String toString() {
            return "holds(" + incident + ", " + hold + ")";
        }
    }

    record ChangesMode(int incident, ResponseMode mode) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.changeMode(incident, mode);
        }

        @Override
        public String toString() {
            return "changesMode(" + incident + ", " + (mode == null ? "null" : "ResponseMode." + mode) + ")";
        }
    }

    /** A person does what the condition Ready of an incident asks for. */
    record Obeys(int incident) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.obey(incident);
        }

        @Override
        public String toString() {
            return "obeys(" + incident + ")";
        }
    }

    record DeclaresGood(String image) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.declareGood(image);
        }

        @Override
        public String toString() {
            return "declaresGood(\"" + image + "\")";
        }
    }

    record Lets(String image, boolean byDeletion) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.release(image, byDeletion);
        }

        @Override
        public String toString() {
            return "letsIn(\"" + image + "\", " + byDeletion + ")";
        }
    }

    record Pauses(int model, boolean paused) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.pause(model, paused);
        }

        @Override
        public String toString() {
            return "pauses(" + model + ", " + paused + ")";
        }
    }

    record PausesOperator(boolean paused) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.pauseOperator(paused);
        }

        @Override
        public String toString() {
            return "pausesOperator(" + paused + ")";
        }
    }

    record SwitchesOn(int flag) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.switchOn(flag);
        }

        @Override
        public String toString() {
            return "switchesOn(" + flag + ")";
        }
    }

    /** A person edits the policy of a model: a term of it becomes another. */
    record Edits(int model, String term, Object value) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.people.edit(model, term, value);
        }

        @Override
        public String toString() {
            String source = value instanceof ResponseMode mode ? "ResponseMode." + mode : String.valueOf(value);
            return "edits(" + model + ", \"" + term + "\", " + source + ")";
        }
    }

    record Faults(Fault fault, int nth) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.fault(fault, nth);
        }

        @Override
        public String toString() {
            return "faults(Fault." + fault + ", " + nth + ")";
        }
    }

    record Lags(Lag lag, int seconds) implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.lag(lag, seconds);
        }

        @Override
        public String toString() {
            return "lags(Lag." + lag + ", " + seconds + ")";
        }
    }

    record Crashes() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.operatorDied();
        }

        @Override
        public String toString() {
            return "crashes()";
        }
    }

    /** Another replica leads from now on, while the one before acts once more on what it knew. */
    record ChangesLeader() implements Happening {
        @Override
        public void happenIn(Simulation world) {
            world.changeLeader();
        }

        @Override
        public String toString() {
            return "changesLeader()";
        }
    }

    /** Nothing. */
    record Waits() implements Happening {
        @Override
        public void happenIn(Simulation world) {}

        @Override
        public String toString() {
            return "waits()";
        }
    }
}
