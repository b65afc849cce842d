package dev.lastgood.simulator.history;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.simulator.operator.Fault;
import dev.lastgood.simulator.operator.Lag;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import java.util.ArrayList;
import java.util.List;

/** Makes histories from seeds: the same seed, the same history. */
public final class HistoryGenerator {

    private final Dice dice;
    private int fresh = 1;
    private boolean quiet;

    private HistoryGenerator(long seed) {
        // Neighboring seeds of one SplittableRandom would give the same numbers, shifted.
        dice = new Dice(Long.toString(seed));
    }

    public static History of(long seed, int events) {
        HistoryGenerator generator = new HistoryGenerator(seed);
        Terms terms = generator.terms();
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            all.add(new Event(generator.seconds(), generator.happening()));
        }
        return new History(terms, all);
    }

    private Terms terms() {
        Terms terms = new Terms();
        if (dice.chance(25)) {
            terms.models = 2;
        }
        terms.mode = dice.chance(65) ? ResponseMode.Auto : dice.one(ResponseMode.Suggest, ResponseMode.Observe);
        terms.probes = dice.chance(5) ? 0 : dice.chance(80) ? 1 : 2;
        terms.flags = dice.one(0, 1, 1, 2);
        terms.flagAlways = dice.chance(15);
        terms.route = dice.chance(30);
        terms.admission = dice.chance(85);
        terms.gitOps = dice.chance(35);
        terms.reading =
                dice.chance(60) ? Terms.Reading.AT_START : dice.one(Terms.Reading.MOUNTED, Terms.Reading.RELOADED);
        terms.settle = dice.one(0, 30, 30, 120);
        terms.failAfter = dice.one(1, 3, 3);
        terms.goodFor = dice.one(0, 60, 60);
        terms.resolveAfter = dice.one(300, 1800);
        terms.soak = dice.one(60, 300, 300);
        terms.suspectWindow = dice.one(3600, 86_400);
        terms.breaker = dice.one(1, 3, 3, 20);
        terms.historyLimit = dice.one(2, 10);
        quiet = dice.chance(30);
        return terms;
    }

    private int seconds() {
        int kind = dice.nextInt(100);
        if (kind < 30) {
            return dice.nextInt(1, 15);
        }
        if (kind < 60) {
            return dice.nextInt(15, 180);
        }
        if (kind < 93) {
            return dice.nextInt(180, 1500);
        }
        return kind < 99 ? dice.nextInt(1500, 7200) : dice.nextInt(20_000, 90_000);
    }

    private String good() {
        return dice.chance(60) ? "good-" + fresh++ : "good-" + dice.nextInt(fresh);
    }

    private String bad() {
        return dice.chance(60) ? "bad-" + fresh++ : "bad-" + dice.nextInt(fresh);
    }

    private String any() {
        return dice.chance(50) ? good() : dice.chance(85) ? bad() : "flaky-" + dice.nextInt(4);
    }

    private int incident() {
        return dice.chance(75) ? 0 : dice.nextInt(4);
    }

    private Happening happening() {
        int kind = dice.nextInt(100);
        if (kind < 30) {
            return deployment();
        }
        if (kind < 42) {
            return weather();
        }
        if (kind < 74) {
            return person();
        }
        if (kind < 84) {
            return quiet ? Happenings.waits() : policy();
        }
        if (kind < 96) {
            return quiet ? Happenings.waits() : trouble();
        }
        return Happenings.waits();
    }

    private Happening deployment() {
        int kind = dice.nextInt(100);
        if (kind < 65) {
            return Happenings.deploys(any());
        }
        if (kind < 78) {
            return Happenings.configures(Cluster.PROMPTS, any());
        }
        if (kind < 82) {
            return Happenings.configures(Cluster.ROUTER, good());
        }
        if (kind < 90) {
            return Happenings.releases(any(), any());
        }
        if (kind < 97) {
            return Happenings.restarts();
        }
        return dice.chance(50) ? Happenings.deletesWorkload() : Happenings.createsWorkload(any());
    }

    private Happening weather() {
        int kind = dice.nextInt(100);
        if (kind < 25) {
            return Happenings.scales(dice.one(0, 1, 2, 3));
        }
        if (kind < 40) {
            return dice.chance(40) ? Happenings.losesPods() : Happenings.getsPodsBack();
        }
        if (kind < 60) {
            return Happenings.scarcity(dice.chance(35));
        }
        if (kind < 90) {
            return Happenings.outage(dice.chance(40));
        }
        return Happenings.createsWorkload(any());
    }

    private ReportSpec report() {
        ReportSpec report = ReportSpec.PLAIN.of(dice.nextInt(2));
        if (dice.chance(40)) {
            report = report.in(dice.one(ResponseMode.values()));
        }
        if (dice.chance(20)) {
            report = report.detected(dice.nextInt(7200));
        }
        if (dice.chance(15)) {
            report = report.suspecting(any());
        }
        if (dice.chance(10)) {
            report = report.restoring(good());
        }
        if (dice.chance(8)) {
            report = report.held();
        }
        if (dice.chance(6)) {
            report = report.asDrill();
        }
        return dice.chance(6) ? report.asDryRun() : report;
    }

    private Happening person() {
        int kind = dice.nextInt(100);
        if (kind < 15) {
            return Happenings.reports(report());
        }
        if (kind < 30) {
            return Happenings.approves(incident(), dice.chance(85));
        }
        if (kind < 50) {
            return Happenings.resolves(incident(), dice.one(Resolution.Kind.values()), dice.chance(50));
        }
        if (kind < 55) {
            return Happenings.deletes(incident());
        }
        if (kind < 62) {
            return Happenings.triesAgain(incident());
        }
        if (kind < 67) {
            return Happenings.holds(incident(), dice.chance(30));
        }
        if (kind < 72) {
            return Happenings.changesMode(incident(), dice.chance(25) ? null : dice.one(ResponseMode.values()));
        }
        if (kind < 80) {
            return Happenings.obeys(incident());
        }
        if (kind < 84) {
            return Happenings.declaresGood(dice.chance(80) ? good() : bad());
        }
        if (kind < 92) {
            return Happenings.letsIn(dice.chance(70) ? bad() : good(), dice.chance(50));
        }
        return Happenings.switchesOn(dice.nextInt(3));
    }

    private Happening policy() {
        int model = dice.nextInt(2);
        return switch (dice.nextInt(10)) {
            case 0, 1 -> Happenings.edits(model, "mode", dice.one(ResponseMode.values()));
            case 2 -> Happenings.edits(model, "settle", dice.one(0, 30, 120));
            case 3 -> Happenings.edits(model, "failAfter", dice.one(1, 3, 5));
            case 4 -> Happenings.edits(model, "router", dice.chance(50));
            case 5 -> Happenings.edits(model, "breaker", dice.one(1, 3, 20));
            case 6, 7 -> Happenings.pauses(model, dice.chance(35));
            case 8 -> Happenings.pausesOperator(dice.chance(35));
            default -> Happenings.edits(model, "goodFor", dice.one(0, 60));
        };
    }

    private Happening trouble() {
        int kind = dice.nextInt(100);
        if (kind < 45) {
            return Happenings.faults(dice.one(Fault.values()), dice.nextInt(1, 8));
        }
        if (kind < 75) {
            return Happenings.lags(dice.one(Lag.values()), dice.nextInt(1, 60));
        }
        return dice.chance(60) ? Happenings.crashes() : Happenings.changesLeader();
    }
}
