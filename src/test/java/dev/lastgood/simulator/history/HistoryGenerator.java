package dev.lastgood.simulator.history;

import dev.lastgood.api.ResponseMode;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.lib.Digest;
import dev.lastgood.simulator.operator.Fault;
import dev.lastgood.simulator.operator.Lag;
import dev.lastgood.simulator.world.Cluster;
import dev.lastgood.simulator.world.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes histories from seeds: the same seed, the same history. */
public final class HistoryGenerator {

    private final SplittableRandom random;
    private int fresh = 1;
    private boolean quiet;

    private HistoryGenerator(long seed) {
        // Neighboring seeds of one SplittableRandom would give the same numbers, shifted.
        random = new SplittableRandom(Digest.of(Long.toString(seed)).hashCode()).split();
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

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    private Terms terms() {
        Terms terms = new Terms();
        if (chance(25)) {
            terms.models = 2;
        }
        terms.mode = chance(65) ? ResponseMode.Auto : one(ResponseMode.Suggest, ResponseMode.Observe);
        terms.probes = chance(5) ? 0 : chance(80) ? 1 : 2;
        terms.flags = one(0, 1, 1, 2);
        terms.flagAlways = chance(15);
        terms.route = chance(30);
        terms.admission = chance(85);
        terms.gitOps = chance(35);
        terms.reading = chance(60) ? Terms.Reading.AT_START : one(Terms.Reading.MOUNTED, Terms.Reading.RELOADED);
        terms.settle = one(0, 30, 30, 120);
        terms.failAfter = one(1, 3, 3);
        terms.goodFor = one(0, 60, 60);
        terms.resolveAfter = one(300, 1800);
        terms.soak = one(60, 300, 300);
        terms.suspectWindow = one(3600, 86_400);
        terms.breaker = one(1, 3, 3, 20);
        terms.historyLimit = one(2, 10);
        quiet = chance(30);
        return terms;
    }

    private int seconds() {
        int kind = random.nextInt(100);
        if (kind < 30) {
            return random.nextInt(1, 15);
        }
        if (kind < 60) {
            return random.nextInt(15, 180);
        }
        if (kind < 93) {
            return random.nextInt(180, 1500);
        }
        return kind < 99 ? random.nextInt(1500, 7200) : random.nextInt(20_000, 90_000);
    }

    private String good() {
        return chance(60) ? "good-" + fresh++ : "good-" + random.nextInt(fresh);
    }

    private String bad() {
        return chance(60) ? "bad-" + fresh++ : "bad-" + random.nextInt(fresh);
    }

    private String any() {
        return chance(50) ? good() : chance(85) ? bad() : "flaky-" + random.nextInt(4);
    }

    private int incident() {
        return chance(75) ? 0 : random.nextInt(4);
    }

    private Happening happening() {
        int kind = random.nextInt(100);
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
        int kind = random.nextInt(100);
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
        return chance(50) ? Happenings.deletesWorkload() : Happenings.createsWorkload(any());
    }

    private Happening weather() {
        int kind = random.nextInt(100);
        if (kind < 25) {
            return Happenings.scales(one(0, 1, 2, 3));
        }
        if (kind < 40) {
            return chance(40) ? Happenings.losesPods() : Happenings.getsPodsBack();
        }
        if (kind < 60) {
            return Happenings.scarcity(chance(35));
        }
        if (kind < 90) {
            return Happenings.outage(chance(40));
        }
        return Happenings.createsWorkload(any());
    }

    private ReportSpec report() {
        ReportSpec report = ReportSpec.PLAIN.of(random.nextInt(2));
        if (chance(40)) {
            report = report.in(one(ResponseMode.values()));
        }
        if (chance(20)) {
            report = report.detected(random.nextInt(7200));
        }
        if (chance(15)) {
            report = report.suspecting(any());
        }
        if (chance(10)) {
            report = report.restoring(good());
        }
        if (chance(8)) {
            report = report.held();
        }
        if (chance(6)) {
            report = report.asDrill();
        }
        return chance(6) ? report.asDryRun() : report;
    }

    private Happening person() {
        int kind = random.nextInt(100);
        if (kind < 15) {
            return Happenings.reports(report());
        }
        if (kind < 30) {
            return Happenings.approves(incident(), chance(85));
        }
        if (kind < 50) {
            return Happenings.resolves(incident(), one(Resolution.Kind.values()), chance(50));
        }
        if (kind < 55) {
            return Happenings.deletes(incident());
        }
        if (kind < 62) {
            return Happenings.triesAgain(incident());
        }
        if (kind < 67) {
            return Happenings.holds(incident(), chance(30));
        }
        if (kind < 72) {
            return Happenings.changesMode(incident(), chance(25) ? null : one(ResponseMode.values()));
        }
        if (kind < 80) {
            return Happenings.obeys(incident());
        }
        if (kind < 84) {
            return Happenings.declaresGood(chance(80) ? good() : bad());
        }
        if (kind < 92) {
            return Happenings.letsIn(chance(70) ? bad() : good(), chance(50));
        }
        return Happenings.switchesOn(random.nextInt(3));
    }

    private Happening policy() {
        int model = random.nextInt(2);
        return switch (random.nextInt(10)) {
            case 0, 1 -> Happenings.edits(model, "mode", one(ResponseMode.values()));
            case 2 -> Happenings.edits(model, "settle", one(0, 30, 120));
            case 3 -> Happenings.edits(model, "failAfter", one(1, 3, 5));
            case 4 -> Happenings.edits(model, "router", chance(50));
            case 5 -> Happenings.edits(model, "breaker", one(1, 3, 20));
            case 6, 7 -> Happenings.pauses(model, chance(35));
            case 8 -> Happenings.pausesOperator(chance(35));
            default -> Happenings.edits(model, "goodFor", one(0, 60));
        };
    }

    private Happening trouble() {
        int kind = random.nextInt(100);
        if (kind < 45) {
            return Happenings.faults(one(Fault.values()), random.nextInt(1, 8));
        }
        if (kind < 75) {
            return Happenings.lags(one(Lag.values()), random.nextInt(1, 60));
        }
        return chance(60) ? Happenings.crashes() : Happenings.changesLeader();
    }
}
