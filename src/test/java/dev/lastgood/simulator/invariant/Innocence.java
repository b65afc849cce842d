package dev.lastgood.simulator.invariant;

import dev.lastgood.api.incident.Source;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.decide.incident.Detection;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.Mode;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.simulator.history.Simulation;
import dev.lastgood.simulator.world.Act;
import dev.lastgood.simulator.world.Body;
import dev.lastgood.simulator.world.Terms;
import dev.lastgood.simulator.world.Truth;
import java.time.Duration;
import java.time.Instant;

/**
 * No revision whose own pods answered well is rolled back, quarantined, or loses Good, unless a person demanded it: by its name, or
 * by an incident about a time in which its pods answered, or by another attempt. Pods answered well if none of their answers was bad since they began
 * to answer the last time.
 */
public final class Innocence implements Invariant {

    /** A person's clock and a rollout are not exact. */
    private static final Duration TOLERANCE = Duration.ofSeconds(60);

    @Override
    public void check(Simulation world) {
        for (Act act : world.cluster.acts) {
            if (act instanceof Act.RolledBack rolled) {
                judge(world, rolled.view(), rolled.order().from(), rolled.at(), "was rolled back");
                replaced(world, rolled);
            } else if (act instanceof Act.KeptOutNow kept) {
                judge(world, kept.view(), kept.before(), kept.at(), "was quarantined");
            } else if (act instanceof Act.Remembered remembered
                    && remembered.before().state() == RevisionState.Good
                    && remembered.after().state() != RevisionState.Good
                    && !remembered.after().isQuarantined()) {
                judge(world, remembered.view(), remembered.before(), remembered.at(), "lost Good");
            }
        }
    }

    private void judge(Simulation world, IncidentView view, Revision revision, Instant at, String what) {
        Body body = world.cluster.bodies.get(revision.name());
        if (body != null
                && !world.cluster.isAmbiguous()
                && isInnocent(world, body)
                && !isDemanded(world, view, revision, body)) {
            world.find(
                    this,
                    revision.version() + " " + body.configMaps() + " " + what
                            + (world.turns.lastBegan(body) == null
                                    ? ", and its own pods have answered nothing yet"
                                    : ", and its own pods answered well")
                            + (view == null
                                    ? ""
                                    : " (incident "
                                            + view.incident().getMetadata().getName() + ")"));
        }
    }

    /** What was live and is not what was to be taken away. */
    private void replaced(Simulation world, Act.RolledBack rolled) {
        Body failed = world.cluster.bodies.get(rolled.order().from().name());
        boolean other = failed != null
                && !rolled.live().image().equals(failed.image())
                && rolled.live().truth() == Truth.GOOD
                && world.turns.now() != null
                && world.turns.now().body().image().equals(rolled.live().image());
        if (other && isInnocent(world, world.turns.now().body())) {
            world.find(
                    this,
                    rolled.live().image() + " was replaced by the rollback of " + failed.image()
                            + ", and its own pods answered well");
        }
    }

    static boolean isInnocent(Simulation world, Body body) {
        Instant began = world.turns.lastBegan(body);
        // What was written under running pods is the business of the pods that it was written under.
        Instant bad = world.cluster.terms.reading == Terms.Reading.AT_START
                ? world.probed.lastBad(body)
                : world.probed.lastBadOfImage(body.image());
        return body.truth() == Truth.GOOD && (bad == null || began != null && bad.isBefore(began));
    }

    private static boolean isDemanded(Simulation world, IncidentView view, Revision revision, Body body) {
        if (view != null && view.incident().getSpec().attempt > 1) {
            return true; // another attempt is about what serves when a person asks for it
        }
        if (view != null && view.incident().getSpec().source == Source.Return) {
            return true; // it is kept out; whether that was right was judged when it was quarantined
        }
        if (view != null && isApproved(view, revision)) {
            return true;
        }
        if (view == null || !Mode.isByPerson(view.incident())) {
            return false;
        }
        if (world.cluster.terms.reading != Terms.Reading.AT_START
                && view.incident().getSpec().suspect == null) {
            return true; // it is about what was written under the pods, which no revision but the declared one has
        }
        String named = view.incident().getSpec().suspect;
        // Where nothing answers, only memory is left.
        if (named == null && world.turns.now() == null) {
            return true;
        }
        if (named != null) {
            return named.equals(revision.name());
        }
        return world.turns.answeredAt(body, Detection.timeOf(view.incident()), TOLERANCE)
                || isRolloutThatFollowsGoodAnswers(view, revision);
    }

    /** A person has approved a plan that names it. */
    private static boolean isApproved(IncidentView view, Revision revision) {
        var response = view.incident().getSpec().response;
        var status = view.incident().getStatus();
        return response != null
                && response.approvedPlan != null
                && status != null
                && status.plan != null
                && response.approvedPlan.equals(status.plan.hash)
                && revision.name().equals(status.plan.from);
    }

    /** As long as no answer is bad, a report during a rollout is about the rollout. */
    private static boolean isRolloutThatFollowsGoodAnswers(IncidentView view, Revision revision) {
        return view.gateway() != null
                && view.gateway().declares(revision)
                && !view.gateway().rollout().isComplete()
                && view.model() != null
                && (view.model().getStatus() == null
                        || view.model().getStatus().probes.stream().allMatch(p -> p.badSince == null));
    }
}
