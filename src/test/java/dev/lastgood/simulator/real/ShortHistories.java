package dev.lastgood.simulator.real;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.simulator.history.Dice;
import dev.lastgood.simulator.history.Event;
import dev.lastgood.simulator.history.Happening;
import dev.lastgood.simulator.history.Happenings;
import dev.lastgood.simulator.history.History;
import dev.lastgood.simulator.history.ReportSpec;
import dev.lastgood.simulator.world.Terms;
import java.util.ArrayList;
import java.util.List;

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

    private final Dice dice;
    private int fresh = 1;
    private boolean outage;

    private ShortHistories(long seed) {
        dice = new Dice("short " + seed);
    }

    static History of(long seed) {
        ShortHistories generator = new ShortHistories(seed);
        Terms terms = generator.terms();
        List<Event> events = new ArrayList<>();
        int count = generator.dice.nextInt(FEWEST, MOST + 1);
        for (int i = 1; i <= count; i++) {
            events.add(new Event(PAUSE, generator.happening(i)));
        }
        return new History(terms, events);
    }

    private Terms terms() {
        Terms terms = new Terms();
        terms.mode = dice.chance(60) ? ResponseMode.Auto : dice.one(ResponseMode.Suggest, ResponseMode.Observe);
        terms.probes = dice.chance(90) ? 1 : 0;
        terms.flags = dice.one(0, 1, 2);
        terms.flagAlways = dice.chance(20);
        terms.admission = dice.chance(50);
        terms.settle = 10;
        terms.failAfter = 2;
        terms.goodFor = 10;
        terms.soak = 20;
        terms.resolveAfter = dice.one(30, 86_400);
        terms.breaker = dice.one(1, 3, 20);
        return terms;
    }

    private Happening happening(int number) {
        int kind = dice.nextInt(100);
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
        int kind = dice.nextInt(100);
        if (kind < 75) {
            return Happenings.deploys(any());
        }
        if (kind < 90) {
            return Happenings.releases("good-" + fresh++, dice.chance(60) ? "good-" + fresh++ : "bad-" + fresh++);
        }
        return dice.chance(50) ? Happenings.restarts() : Happenings.scales(dice.nextInt(1, 4));
    }

    private String any() {
        return (dice.chance(50) ? "good-" : "bad-") + (dice.chance(60) ? fresh++ : dice.nextInt(fresh));
    }

    private int incident() {
        return dice.chance(80) ? 0 : 1;
    }

    private Happening person(int number) {
        int kind = dice.nextInt(100);
        if (kind < 20) {
            return Happenings.reports(report(number));
        }
        if (kind < 40) {
            return Happenings.approves(incident(), dice.chance(85));
        }
        if (kind < 60) {
            return Happenings.resolves(incident(), dice.one(Resolution.Kind.values()), dice.chance(50));
        }
        if (kind < 66) {
            return Happenings.deletes(incident());
        }
        if (kind < 74) {
            return Happenings.triesAgain(incident());
        }
        if (kind < 78) {
            return Happenings.holds(incident(), dice.chance(40));
        }
        if (kind < 84) {
            return Happenings.changesMode(incident(), dice.one(ResponseMode.values()));
        }
        if (kind < 88) {
            return Happenings.declaresGood(any());
        }
        return kind < 95 ? Happenings.letsIn(any(), dice.chance(50)) : Happenings.switchesOn(dice.nextInt(2));
    }

    private ReportSpec report(int number) {
        ReportSpec report = ReportSpec.PLAIN;
        if (dice.chance(40)) {
            report = report.in(dice.one(ResponseMode.values()));
        }
        if (dice.chance(30) && number > 1) {
            report = report.detected(dice.nextInt(1, number) * PAUSE + JUST_BEFORE);
        }
        if (dice.chance(10)) {
            report = report.restoring(any());
        }
        if (dice.chance(8)) {
            report = report.held();
        }
        return dice.chance(6) ? report.asDrill() : report;
    }

    private Happening policy() {
        return switch (dice.nextInt(3)) {
            case 0 -> Happenings.edits(0, "mode", dice.one(ResponseMode.values()));
            case 1 -> Happenings.edits(0, "breaker", dice.one(1, 3, 20));
            default -> Happenings.pauses(0, dice.chance(40));
        };
    }
}
