package dev.lastgood.simulator.world;

import dev.lastgood.decide.revision.RollbackMarker;
import dev.lastgood.decide.workload.NewestPods;
import dev.lastgood.decide.workload.Pods;
import dev.lastgood.decide.workload.Replicas;
import dev.lastgood.decide.workload.Rollout;
import dev.lastgood.decide.workload.RunningImages;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Deployment with its controller and its pods. */
public final class SimulatedWorkload {

    /** How long a new pod takes to be ready. */
    static final Duration STARTUP = Duration.ofSeconds(20);

    static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(2);
    private static final Duration SEEN = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    public final int incarnation;
    public final Instant created;
    public long generation = 1;
    public String image;
    public int stamp;
    public int desired = 2;
    public RollbackMarker marker;
    public String lastWriter = "kubectl";
    public List<PodGroup> pods = List.of();
    /** When the spec was written last. */
    public Instant writtenAt;
    /** No new pod becomes ready. */
    public boolean stuck;
    /** No pod is ready. */
    public boolean lost;

    private long observed;
    private int rollout;
    private boolean deadlineExceeded;
    private Instant observeAt;
    private Instant readyAt;
    private Instant drainedAt;
    private Instant failsAt;

    SimulatedWorkload(int incarnation, Instant now, String image) {
        this.incarnation = incarnation;
        this.created = now.truncatedTo(ChronoUnit.SECONDS);
        this.image = image;
        this.writtenAt = now;
        this.observeAt = now.plus(SEEN);
    }

    /** Everything was rolled out before the history begins. */
    void completeAt(Instant time, Map<String, String> configMaps) {
        observeAt = time;
        step(time, configMaps);
        readyAt = time;
        step(time, configMaps);
        drainedAt = time;
        step(time, configMaps);
    }

    private SimulatedWorkload(SimulatedWorkload from) {
        incarnation = from.incarnation;
        created = from.created;
        generation = from.generation;
        image = from.image;
        stamp = from.stamp;
        desired = from.desired;
        marker = from.marker;
        writtenAt = from.writtenAt;
        lastWriter = from.lastWriter;
        pods = from.pods;
        stuck = from.stuck;
        lost = from.lost;
        observed = from.observed;
        rollout = from.rollout;
        deadlineExceeded = from.deadlineExceeded;
    }

    /** As it is now, for a cache that is behind. */
    public SimulatedWorkload copy() {
        return new SimulatedWorkload(this);
    }

    /** Someone wrote the spec. */
    void written(Instant now) {
        generation++;
        writtenAt = now;
        observeAt = now.plus(SEEN);
    }

    /** When the controller or a pod does something next; null: nothing is under way. */
    public Instant next() {
        Instant next = observeAt;
        for (Instant other : new Instant[] {stuck || lost ? null : readyAt, drainedAt, failsAt}) {
            next = next == null || other != null && other.isBefore(next) ? other : next;
        }
        return next;
    }

    /** Does what is due; returns whether anything changed. */
    boolean step(Instant now, Map<String, String> configMaps) {
        boolean changed = false;
        if (observeAt != null && !observeAt.isAfter(now)) {
            observeAt = null;
            observe(now, configMaps);
            changed = true;
        }
        if (readyAt != null && !stuck && !lost && !readyAt.isAfter(now)) {
            readyAt = null;
            failsAt = null;
            deadlineExceeded = false;
            replaceNewest(newest().readyAt(now.truncatedTo(ChronoUnit.SECONDS)));
            drainedAt = now.plus(DRAIN);
            changed = true;
        }
        if (drainedAt != null && !drainedAt.isAfter(now)) {
            drainedAt = null;
            pods = pods.isEmpty() ? pods : List.of(newest());
            changed = true;
        }
        if (failsAt != null && !failsAt.isAfter(now)) {
            failsAt = null;
            deadlineExceeded = true;
            changed = true;
        }
        return changed;
    }

    private void observe(Instant now, Map<String, String> configMaps) {
        observed = generation;
        if (desired == 0) {
            pods = List.of();
            readyAt = null;
            drainedAt = null;
            failsAt = null;
            return;
        }
        if (!pods.isEmpty() && newest().isOf(image, stamp)) {
            replaceNewest(newest().counting(desired));
            return;
        }
        rollout++;
        deadlineExceeded = false;
        List<PodGroup> next = new ArrayList<>(pods);
        next.removeIf(group -> !group.ready() && !group.isOf(image, stamp));
        PodGroup same =
                next.stream().filter(g -> g.isOf(image, stamp)).findFirst().orElse(null);
        if (same != null) {
            next.remove(same);
            next.add(same);
            pods = next;
            readyAt = null;
            failsAt = null;
            drainedAt = now.plus(DRAIN);
            return;
        }
        next.add(new PodGroup(stamp, new Body(image, configMaps), now.truncatedTo(ChronoUnit.SECONDS), desired, null));
        pods = next;
        drainedAt = null;
        readyAt = now.plus(STARTUP);
        failsAt = now.plus(PROGRESS_DEADLINE);
    }

    /** All pods start again with the configuration of now. */
    void restartPods(Instant now, Map<String, String> configMaps) {
        lost = false;
        pods = pods.stream()
                .map(g -> new PodGroup(
                        g.stamp(),
                        new Body(g.body().image(), configMaps),
                        now.truncatedTo(ChronoUnit.SECONDS),
                        g.count(),
                        g.readySince()))
                .toList();
    }

    /** The configuration reached the running pods. */
    void reload(Map<String, String> configMaps) {
        pods = pods.stream()
                .map(g -> g.with(new Body(g.body().image(), configMaps)))
                .toList();
    }

    private PodGroup newest() {
        return pods.get(pods.size() - 1);
    }

    private void replaceNewest(PodGroup group) {
        List<PodGroup> next = new ArrayList<>(pods);
        next.set(next.size() - 1, group);
        pods = List.copyOf(next);
    }

    /** The pods that answer. */
    public List<PodGroup> answering() {
        if (lost || pods.isEmpty()) {
            return List.of();
        }
        if (pods.size() == 1) {
            return newest().ready() ? pods : List.of();
        }
        return pods.stream().filter(PodGroup::ready).toList();
    }

    public Rollout rollout() {
        boolean current = !pods.isEmpty() && newest().isOf(image, stamp);
        int ready = answering().isEmpty() ? 0 : desired;
        int updated = !current ? 0 : pods.size() == 1 ? newest().count() : 1;
        return new Rollout(
                String.valueOf(rollout),
                generation,
                observed,
                new Replicas(
                        desired,
                        updated,
                        ready,
                        pods.isEmpty() ? 0 : pods.size() == 1 ? newest().count() : desired + 1,
                        ready >= desired),
                deadlineExceeded,
                null,
                PROGRESS_DEADLINE);
    }

    public Pods readyPods() {
        Instant oldest = null;
        int ready = 0;
        for (PodGroup group : answering()) {
            oldest = oldest == null || group.started().isBefore(oldest) ? group.started() : oldest;
            ready += group.count();
        }
        return new Pods(ready, oldest, newestPods(), List.of(), RunningImages.UNKNOWN);
    }

    private NewestPods newestPods() {
        if (pods.size() < 2) {
            return null;
        }
        return answering().contains(newest())
                ? new NewestPods(newest().started(), newest().readySince())
                : new NewestPods(null, null);
    }
}
