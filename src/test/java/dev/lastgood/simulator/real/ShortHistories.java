package dev.lastgood.simulator.real;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.lib.Digest;
import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.Happenings;
import dev.lastgood.simulator.history.History;
import dev.lastgood.simulator.history.ReportSpec;
import dev.lastgood.simulator.world.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes histories that both worlds can play: only what kubectl and a model server can do, and with so much time between two events
 * that each world comes to rest, because a real machine is not fast to the second.
 */
final class ShortHistories {

    /** By then the model world rests: rollout, settle, failAfter, rollback, goodFor and soak, with the terms below. */
    static final int PAUSE = 240;

    /** A report of an earlier time is about what served this long before an event. */
    static final int JUST_BEFORE = 5;

    private static final int FEWEST = 6;
    private static final int MOST = 15;

    private final SplittableRandom random;
    private int fresh = 1;
    private boolean outage;

    private ShortHistories(long seed) {
        random = new SplittableRandom(Digest.of("short " + seed).hashCode()).split();
    }

    static History of(long seed) {
        ShortHistories generator = new ShortHistories(seed);
        Terms terms = generator.terms();
        List<Event> events = new ArrayList<>();
        int count = generator.random.nextInt(FEWEST, MOST + 1);
        for (int i = 1; i <= count; i++) {
            events.add(new Event(PAUSE, generator.happening(i)));
        }
        return new History(terms, events);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    private Terms terms() {
        Terms terms = new Terms();
        terms.mode = chance(60) ? ResponseMode.Auto : one(ResponseMode.Suggest, ResponseMode.Observe);
        terms.probes = chance(90) ? 1 : 0;
        terms.flags = one(0, 1, 2);
        terms.flagAlways = chance(20);
        terms.admission = chance(50);
        terms.settle = 10;
        terms.failAfter = 2;
        terms.goodFor = 10;
        terms.soak = 20;
        terms.resolveAfter = one(30, 86_400);
        terms.breaker = one(1, 3, 20);
        return terms;
    }

    private Happening happening(int number) {
        int kind = random.nextInt(100);
        if (kind < 40) {
            return deployment();
        }
        if (kind < 50) {
            outage = !outage;
            return Happenings.outage(outage);
        }
        return kind < 95 ? person(number) : policy();
    }

    private Happening deployment() {
        int kind = random.nextInt(100);
        if (kind < 75) {
            return Happenings.deploys(any());
        }
        if (kind < 90) {
            return Happenings.releases("good-" + fresh++, chance(60) ? "good-" + fresh++ : "bad-" + fresh++);
        }
        return chance(50) ? Happenings.restarts() : Happenings.scales(random.nextInt(1, 4));
    }

    private String any() {
        return (chance(50) ? "good-" : "bad-") + (chance(60) ? fresh++ : random.nextInt(fresh));
    }

    private int incident() {
        return chance(80) ? 0 : 1;
    }

    private Happening person(int number) {
        int kind = random.nextInt(100);
        if (kind < 20) {
            return Happenings.reports(report(number));
        }
        if (kind < 40) {
            return Happenings.approves(incident(), chance(85));
        }
        if (kind < 60) {
            return Happenings.resolves(incident(), one(Resolution.Kind.values()), chance(50));
        }
        if (kind < 66) {
            return Happenings.deletes(incident());
        }
        if (kind < 74) {
            return Happenings.triesAgain(incident());
        }
        if (kind < 78) {
            return Happenings.holds(incident(), chance(40));
        }
        if (kind < 84) {
            return Happenings.changesMode(incident(), one(ResponseMode.values()));
        }
        if (kind < 88) {
            return Happenings.declaresGood(any());
        }
        return kind < 95 ? Happenings.letsIn(any(), chance(50)) : Happenings.switchesOn(random.nextInt(2));
    }

    private ReportSpec report(int number) {
        ReportSpec report = ReportSpec.PLAIN;
        if (chance(40)) {
            report = report.in(one(ResponseMode.values()));
        }
        if (chance(30) && number > 1) {
            report = report.detected(random.nextInt(1, number) * PAUSE + JUST_BEFORE);
        }
        if (chance(10)) {
            report = report.restoring(any());
        }
        if (chance(8)) {
            report = report.held();
        }
        return chance(6) ? report.asDrill() : report;
    }

    private Happening policy() {
        return switch (random.nextInt(3)) {
            case 0 -> Happenings.edits(0, "mode", one(ResponseMode.values()));
            case 1 -> Happenings.edits(0, "breaker", one(1, 3, 20));
            default -> Happenings.pauses(0, chance(40));
        };
    }
}
