package dev.lastgood.decide.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.action.Rollback;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Probing;
import dev.lastgood.decide.service.ServiceHistory;
import dev.lastgood.decide.workload.DeclaredChecksums;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.NewestPods;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Replicas;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.decide.workload.RunningImages;
import dev.lastgood.decide.workload.StuckPod;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A workload that is told what happens to it, as its controller would show it, and what is remembered of it. */
public final class GatewayStory {
    public static final String PROMPTS = "prompts";
    static final Duration SOAK = Duration.ofMinutes(10);

    public final SettableClock clock;
    final Set<String> pinned = new HashSet<>();
    /** Suspects of incidents that are not over, and since when. */
    public final Map<String, Instant> suspects = new HashMap<>();

    public ServiceHistory turns = ServiceHistory.NONE;
    final Set<String> declaredGood = new HashSet<>();
    public final Set<String> released = new HashSet<>();
    public List<Revision> revisions = List.of();
    public RollbackMarker marker;
    public boolean configReload;
    int historyLimit = 10;
    int minGoodSamples = 20;
    /** By model/probe. */
    final Map<String, ProbeState> probes = new HashMap<>();
    /** The revision that they speak of. */
    String sampled;

    public long bytes = 1000;
    /** Large ConfigMaps: size by digest. */
    Map<String, Long> apart = Map.of();

    public WorkloadKind kind = WorkloadKind.Deployment;
    public String name = "model-gateway";
    public Reason obstacle;
    public Neighborhood neighborhood = Neighborhood.NONE;
    public List<StuckPod> stuck = List.of();
    public long generation = 1;
    /** What a newer API server adds to the template: in the hash, though nobody declared it. */
    String defaults = "";

    /** ConfigMaps beside the one that {@link #writes} changes, with their digests. */
    final Map<String, String> named = new HashMap<>();

    final Map<String, Instant> writtenBefore = new HashMap<>();
    /** ConfigMaps that are mounted. */
    public Set<String> mounted = Set.of();

    private final Map<String, String[]> contents = new HashMap<>();
    private String template = "v1";
    private String config = "c1";
    private Instant configWritten;
    private long observed = 1;
    private int rollout = 1;
    private int desired = 3;
    private int updated;
    private int available;
    private int total;
    private boolean minimumAvailable = true;
    private boolean deadlineExceeded;
    private Instant podsStarted;
    /** Of a rollout that goes on: its first ready pod. */
    private Instant firstNewPod;
    /** Of a rollout that goes on: only its old pods are ready. */
    private boolean slow;

    private Set<String> pulled = Set.of();
    private int restarts;
    private String shown;
    private DeclaredChecksums checksums = DeclaredChecksums.NONE;
    private final Map<String, DeclaredChecksums> recordedChecksums = new HashMap<>();

    public GatewayStory(SettableClock clock) {
        this.clock = clock;
        configWritten = clock.instant().minus(Duration.ofDays(1));
        completes();
    }

    public GatewayStory declares(String newTemplate) {
        template = newTemplate;
        generation++;
        return this;
    }

    public GatewayStory writes(String newConfig) {
        config = newConfig;
        configWritten = clock.instant();
        return this;
    }

    /** @param watched whether the operator saw it go */
    GatewayStory deletesConfiguration(boolean watched) {
        writes("absent");
        configWritten = watched ? configWritten : null;
        return this;
    }

    /** The controller has seen the newest template and made its first pod; all old ones still stand. */
    public GatewayStory begins() {
        observed = generation;
        rollout++;
        updated = 1;
        available = desired;
        total = desired + 1;
        firstNewPod = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        slow = false;
        return this;
    }

    /** The controller has made the first pod, which is not ready yet. */
    public GatewayStory beginsSlowly() {
        begins();
        firstNewPod = null;
        slow = true;
        return this;
    }

    public GatewayStory completes() {
        observed = generation;
        updated = desired;
        available = desired;
        total = desired;
        minimumAvailable = true;
        deadlineExceeded = false;
        firstNewPod = null;
        slow = false;
        podsStarted = desired == 0 ? null : clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        return this;
    }

    /** As {@link #completes()}, with the pods that stand. */
    public GatewayStory completesWithOldPods() {
        Instant started = podsStarted;
        completes();
        podsStarted = started;
        return this;
    }

    public GatewayStory scales(int replicas) {
        desired = replicas;
        generation++;
        return this;
    }

    /** The controller has seen the scale; the new pods are not there yet. */
    public GatewayStory observesScale(boolean minimumHeld) {
        observed = generation;
        updated = desired;
        total = desired;
        minimumAvailable = minimumHeld;
        return this;
    }

    public GatewayStory restarts() {
        generation++;
        restarts++;
        return this;
    }

    public GatewayStory losesItsPods() {
        available = 0;
        minimumAvailable = false;
        return this;
    }

    public GatewayStory getsItsPodsBack() {
        available = desired;
        minimumAvailable = true;
        return this;
    }

    public GatewayStory exceedsItsDeadline() {
        deadlineExceeded = true;
        return this;
    }

    public GatewayStory passes(Duration duration) {
        clock.pass(duration);
        return this;
    }

    /** The probe of the model pricing says this of what serves now, since now. */
    public GatewayStory probe(String name, Outcome verdict, int good, int bad) {
        sampled = Serving.now(revisions).map(Revision::name).orElse(null);
        probes.put(
                "pricing/" + name,
                new ProbeState(
                        verdict,
                        clock.instant(),
                        verdict == Outcome.Bad ? 3 : 0,
                        0,
                        verdict == Outcome.Good ? clock.instant() : null,
                        new ProbeState.Counts(good, bad),
                        verdict == Outcome.Good ? Reason.AsExpected : Reason.TargetUnreachable,
                        "status 503",
                        verdict == Outcome.Bad ? clock.instant() : null));
        return this;
    }

    /** The probe is bad as it was before, now of what serves by now: there was no good sample in between. */
    public GatewayStory isStillBad(String name) {
        Instant badSince = probes.get("pricing/" + name).badSince();
        return probe(name, Outcome.Bad, 0, 3).badSince(name, badSince);
    }

    /** There was no good sample of the probe since then. */
    public GatewayStory badSince(String name, Instant badSince) {
        probes.computeIfPresent(
                "pricing/" + name,
                (key, s) -> new ProbeState(
                        s.verdict(), s.since(), s.bads(), 0, null, s.counts(), s.reason(), s.message(), badSince));
        return this;
    }

    /** A whole rollout, as it is seen. */
    public GatewayStory rollsOut(String newTemplate) {
        declares(newTemplate).decide();
        begins().decide();
        passes(Duration.ofSeconds(20)).completes().decide();
        return this;
    }

    public GatewayStory earnsGood() {
        passes(SOAK).decide();
        assertThat(revision(template, config).state()).isEqualTo(RevisionState.Good);
        return this;
    }

    /** From now on pods that start run these bytes of their image, which is named by a tag. */
    public GatewayStory pulls(String... ids) {
        pulled = Set.of(ids);
        return this;
    }

    /** The watch of the pods is behind, and shows those of another template; null: it has caught up. */
    public GatewayStory showsPodsOf(String otherTemplate) {
        shown = otherTemplate;
        return this;
    }

    /** The template has these checksums from now on, each key=value, written by a chart of this version. */
    public GatewayStory checksums(String chart, String... keysAndValues) {
        Map<String, String> digests = new HashMap<>();
        for (String each : keysAndValues) {
            int end = each.indexOf('=');
            digests.put("checksum/" + each.substring(0, end), each.substring(end + 1));
        }
        checksums = new DeclaredChecksums(digests, chart);
        generation++;
        return this;
    }

    private RunningImages images() {
        return pulled.isEmpty() || available == 0
                ? RunningImages.UNKNOWN
                : new RunningImages(
                        "rs-" + (shown == null ? template : shown) + "-" + restarts, Map.of("gateway", pulled));
    }

    /** The workload as a rollback's patch leaves it. */
    public void restore(Rollback rollback) {
        String[] content = contents.get(rollback.to().name());
        generation++;
        template = content[0];
        checksums = recordedChecksums.get(rollback.to().name());
        if (!config.equals(content[1])) {
            writes(content[1]);
        }
        marker = rollback.marker();
    }

    public void replace(Revision revision) {
        List<Revision> next = new ArrayList<>(revisions);
        next.replaceAll(r -> r.name().equals(revision.name()) ? revision : r);
        revisions = next;
    }

    /** What the declared revision has of quarantined ones. */
    public final Map<String, Kinship> kin = new HashMap<>();

    public RevisionDecision decide() {
        RevisionRules rules = new RevisionRules(clock);
        RevisionDecision decision = rules.decide(view());
        if (decision.snapshot() != null) {
            contents.put(decision.snapshot().name(), new String[] {template, config});
            recordedChecksums.put(decision.snapshot().name(), checksums);
        }
        revisions = decision.revisions();
        if (decision.serving() != null) {
            turns = turns.next(
                    decision.serving().name(),
                    decision.serving().servedSince(),
                    decision.changedInPlace() ? null : verdict());
        }
        RevisionDecision again = rules.decide(view());
        assertThat(again.snapshot()).as("a second snapshot").isNull();
        assertThat(again.marks()).as("marks though nothing changed").isEmpty();
        assertThat(again.removals()).as("removals though nothing changed").isEmpty();
        assertThat(again.revisions()).isEqualTo(decision.revisions());
        assertThat(again.serving()).isEqualTo(decision.serving());
        assertThat(again.lastGood()).isEqualTo(decision.lastGood());
        assertThat(again.recheck()).isEqualTo(decision.recheck());
        if (decision.recheck() != null) {
            assertThat(decision.recheck()).as("a recheck lies ahead").isPositive();
        }
        return decision;
    }

    private Outcome verdict() {
        boolean bad = probes.values().stream().anyMatch(p -> p.verdict() == Outcome.Bad);
        return probes.isEmpty() ? null : bad ? Outcome.Bad : Outcome.Good;
    }

    public GatewayView view() {
        Rollout now = new Rollout(
                String.valueOf(rollout),
                generation,
                observed,
                new Replicas(desired, updated, available, total, minimumAvailable),
                deadlineExceeded,
                obstacle,
                kind == WorkloadKind.Deployment ? Duration.ofMinutes(10) : null);
        return new GatewayView(
                kind,
                name,
                live(now),
                now,
                new Pods(available, podsStarted, newestPods(), List.copyOf(stuck), images()),
                revisions,
                new GatewayPolicy(
                        SOAK,
                        minGoodSamples,
                        historyLimit,
                        configReload,
                        Set.copyOf(declaredGood),
                        Set.copyOf(released)),
                new Probing(sampled, probes),
                Set.copyOf(pinned),
                new Reputation(Map.copyOf(suspects), turns),
                neighborhood,
                Map.copyOf(kin));
    }

    private NewestPods newestPods() {
        return firstNewPod == null && !slow ? null : new NewestPods(firstNewPod, firstNewPod);
    }

    private Live live(Rollout now) {
        Map<String, String> digests = new HashMap<>(named);
        digests.put(PROMPTS, hash(config));
        Map<String, Instant> written = new HashMap<>(writtenBefore);
        if (configWritten != null) {
            written.put(PROMPTS, configWritten);
        }
        String defaultsOf = defaults.isEmpty()
                ? null
                : Defaults.candidates(revisions, now, marker).stream()
                        .map(Revision::name)
                        .filter(name -> contents.get(name)[0].equals(template))
                        .findFirst()
                        .orElse(null);
        return new Live(
                new Content(
                        hash(template + defaults + "|" + config),
                        hash(template + defaults),
                        "noise of today",
                        new Configuration(digests),
                        template,
                        new Footprint(bytes, apart)),
                "registry.example/gateway:" + template,
                written,
                configReload ? digests.keySet() : mounted,
                defaultsOf,
                checksums);
    }

    /** The revision with this content. */
    public Revision revision(String ofTemplate, String ofConfig) {
        String wanted = hash(ofTemplate + "|" + ofConfig);
        return revisions.stream()
                .filter(r -> r.hash().equals(wanted))
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no revision " + ofTemplate + "|" + ofConfig + " in " + revisions));
    }

    public Revision revision(String ofTemplate) {
        return revision(ofTemplate, "c1");
    }

    public RevisionState stateOf(String ofTemplate) {
        return revision(ofTemplate).state();
    }

    public String serving() {
        return Serving.now(revisions).map(Revision::version).orElse(null);
    }

    List<String> versions() {
        return revisions.stream()
                .sorted(Comparator.comparingLong(Revision::number))
                .map(Revision::version)
                .toList();
    }

    static String hash(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
