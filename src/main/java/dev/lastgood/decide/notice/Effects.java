package dev.lastgood.decide.notice;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.FlagRecord;
import dev.lastgood.api.incident.RollbackRecord;
import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.decide.incident.StepName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says what is left of what an incident did: only what its steps and the model's status show to be so now. A flag that was looked at is
 * not off, and a revision that was restored may have been replaced since.
 */
final class Effects {

    private static final String RESTORE_FLAG = "restore/flag/";
    private static final String RESTORE_ROUTE = "restore/route";

    private final ModelDeployment model;
    private final AIIncidentStatus status;

    /** @param model null: missing, so nothing is known of what serves */
    Effects(ModelDeployment model, AIIncidentStatus status) {
        this.model = model;
        this.status = status;
    }

    /** Returns the sentences, in the order of the ladder; empty if nothing was done. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        rollback().ifPresent(words::add);
        words.addAll(flags());
        route().ifPresent(words::add);
        return words;
    }

    /** Returns what does not hold any more, or never did; a message that said otherwise must be corrected. */
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        verify().filter(s -> is(s, Reason.Reverted) || s.state == StepState.Failed)
                .ifPresent(s -> lost.add(s.id + " " + s.reason));
        flagged().forEach((name, flagged) -> {
            if (flagged.isLost) {
                lost.add(flagged + " " + name);
            }
        });
        newest(RESTORE_ROUTE).filter(s -> s.state == StepState.Done).ifPresent(s -> lost.add(s.id));
        return lost;
    }

    private Optional<String> rollback() {
        RollbackRecord record = status.rollback;
        if (record == null) {
            return Optional.empty();
        }
        String arrow = record.fromVersion + " -> " + record.toVersion
                + (record.toRevision == null ? "" : " (" + record.toRevision + ")");
        return Optional.of(verify().map(step -> arrow + state(step, record)).orElse(arrow));
    }

    /** Of this attempt, as the rollback is. */
    private Optional<Step> verify() {
        return status.rollback == null ? Optional.empty() : StepName.in(status, StepName.VERIFY);
    }

    private String state(Step verify, RollbackRecord record) {
        return switch (verify.state) {
            case Pending, Running ->
                is(verify, Reason.Reverted)
                        ? ", undone: someone applied " + record.fromVersion + " again, and it is to be restored again"
                        : ", being rolled out";
            case Done ->
                is(verify, Reason.ChangedMeanwhile) ? ", but another revision serves by now" : replaced(record);
            case Skipped -> ", not verified";
            case Failed -> lostWords(verify, record);
        };
    }

    private static String lostWords(Step verify, RollbackRecord record) {
        return switch (Reason.of(verify.reason)) {
            case RevertedTooOften, RecreatedTooOften ->
                ", undone: someone applied " + record.fromVersion + " again, and it is not restored again";
            case WorkloadNotFound -> ", undone: the workload was deleted";
            case ProbesBad -> ", but it is bad, too";
            case ProbesUnknown -> ", but no probe says that it is good";
            case DeadlineExceeded -> ", but it does not serve";
            default -> ", but that failed (" + verify.reason + ")";
        };
    }

    /** What serves by now, if that is neither of the two, or the failed one after a person released it. */
    private String replaced(RollbackRecord record) {
        String serving = model == null || model.getStatus() == null ? null : model.getStatus().servingRevision;
        if (serving == null || serving.equals(record.toRevision)) {
            return unchecked();
        }
        Optional<RevisionSummary> summary = model.getStatus().revisions.stream()
                .filter(r -> serving.equals(r.name))
                .findFirst();
        boolean isFailed = serving.equals(record.fromRevision);
        // The status of the model may be older than the rollback; then the failed one was not released yet.
        boolean released = summary.filter(r -> Reason.Released.name().equals(r.reason)
                        || Reason.RestoredByFalseAlarm.name().equals(r.reason))
                .isPresent();
        return isFailed && !released
                ? unchecked()
                : ", replaced since: "
                        + summary.filter(r -> r.version != null)
                                .map(r -> r.version + " (" + serving + ")")
                                .orElse(serving)
                        + " serves";
    }

    private String unchecked() {
        return model == null || !model.getSpec().probes.isEmpty()
                ? ""
                : "; no probe checked the answers: check by hand";
    }

    /** How it stands with a flag. */
    private enum Flagged {
        Off("flags off: ", false),
        OffAlready("flags that were off already: ", false),
        OnAgain("flags on again, because someone turned them on: ", true),
        PutBack("flags restored: ", true),
        Changed("flags that someone changed since: ", true),
        NotOff("flags not off: ", false);

        private final String words;
        private final boolean isLost;

        Flagged(String words, boolean isLost) {
            this.words = words;
            this.isLost = isLost;
        }
    }

    private List<String> flags() {
        Map<Flagged, List<String>> names = new EnumMap<>(Flagged.class);
        flagged().forEach((name, flagged) -> names.computeIfAbsent(flagged, f -> new ArrayList<>())
                .add(name));
        List<String> words = new ArrayList<>();
        names.forEach((flagged, all) -> words.add(flagged.words + String.join(", ", all)));
        return words;
    }

    /** By name; a flag of which nothing can be said is left out. */
    private Map<String, Flagged> flagged() {
        Set<String> names = new TreeSet<>();
        for (FlagRecord record : status.flags == null ? List.<FlagRecord>of() : status.flags) {
            names.add(record.name);
        }
        String beginning = status.attempt + "/" + StepName.FLAG;
        status.steps.stream()
                .filter(s -> s.id.startsWith(beginning))
                .forEach(s -> names.add(s.id.substring(beginning.length())));
        Map<String, Flagged> flagged = new LinkedHashMap<>();
        for (String name : names) {
            Flagged of = of(name);
            if (of != null) {
                flagged.put(name, of);
            }
        }
        return flagged;
    }

    /** Returns null if nothing can be said: it was only looked at, or its step is no longer kept. */
    private Flagged of(String flag) {
        Step off = newest(StepName.FLAG + flag).orElse(null);
        Step back = newest(RESTORE_FLAG + flag).orElse(null);
        if (back != null && back.state == StepState.Done) {
            return Flagged.PutBack;
        }
        if (back != null && (is(back, Reason.FlagChangedMeanwhile) || is(back, Reason.ChangedMeanwhile))) {
            return Flagged.Changed;
        }
        if (off == null) {
            return null;
        }
        if (is(off, Reason.FlagReverted) || is(off, Reason.FlagRevertedTooOften)) {
            return Flagged.OnAgain;
        }
        return switch (off.state) {
            case Done -> is(off, Reason.FlagAlreadyOff) ? Flagged.OffAlready : Flagged.Off;
            case Failed -> Flagged.NotOff;
            default -> null;
        };
    }

    private Optional<String> route() {
        Step step = newest(StepName.ROUTE).orElse(null);
        if (step == null) {
            return Optional.empty();
        }
        String name = "route " + (status.route == null ? "" : status.route.name + " ");
        Step back = newest(RESTORE_ROUTE).orElse(null);
        if (back != null && back.state == StepState.Done) {
            return Optional.of(name + "restored");
        }
        if (back != null && (is(back, Reason.RouteChangedMeanwhile) || is(back, Reason.ChangedMeanwhile))) {
            return Optional.of(name + "changed by someone since");
        }
        return switch (step.state) {
            case Done ->
                Optional.of(name
                        + (is(step, Reason.RouteAlreadySwitched)
                                ? "led to its fallback already"
                                : "led to its fallback"));
            case Failed -> Optional.of(name + "not switched");
            default -> Optional.empty();
        };
    }

    /** The step of this name in the newest attempt that has one: what an earlier attempt switched may still be switched. */
    private Optional<Step> newest(String name) {
        Step newest = null;
        for (Step step : status.steps) {
            boolean isNamed =
                    step.id.endsWith("/" + name) && step.id.indexOf('/') == step.id.length() - name.length() - 1;
            if (isNamed && (newest == null || attempt(step) >= attempt(newest))) {
                newest = step;
            }
        }
        return Optional.ofNullable(newest);
    }

    private static int attempt(Step step) {
        return Integer.parseInt(step.id.substring(0, step.id.indexOf('/')));
    }

    private static boolean is(Step step, Reason reason) {
        return reason.name().equals(step.reason);
    }
}
