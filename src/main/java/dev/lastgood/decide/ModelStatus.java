package dev.lastgood.decide;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ExcludedConfigMap;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionState;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.api.model.ServiceTurn;
import dev.lastgood.api.model.WorkloadRef;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.api.probe.ProbeStatus;
import dev.lastgood.decide.incident.BreakerState;
import dev.lastgood.decide.incident.ReleaseOffer;
import dev.lastgood.decide.outlook.Outlook;
import dev.lastgood.decide.probe.ProbeHealth;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.quarantine.Enforcement;
import dev.lastgood.decide.quarantine.QuarantineView;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.RevisionDecision;
import dev.lastgood.decide.service.RememberedTurns;
import dev.lastgood.decide.workload.ForeignConfigMap;
import dev.lastgood.decide.workload.Neighborhood;
import dev.lastgood.decide.workload.OwnerChain;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a ModelDeployment's status says. */
public final class ModelStatus {

    private static final int SHOWN = 32;

    /** What follows from the workload alone. */
    private static final List<ConditionType> OBSERVED =
            List.of(ConditionType.Healthy, ConditionType.RolloutComplete, ConditionType.LastGoodKnown);

    private final Clock clock;

    public ModelStatus(Clock clock) {
        this.clock = clock;
    }

    /** The status of a model whose workload does not exist. What is remembered of its revisions is not shown. */
    public ModelDeploymentStatus withoutWorkload(ModelDeployment model, List<AIIncident> incidents) {
        WorkloadRef ref = model.getSpec().gateway.workloadRef;
        ModelDeploymentStatus status = begin(model, incidents);
        status.probes = badSince(model.getStatus());
        condition(
                model,
                status,
                ConditionType.Ready,
                Conditions.FALSE,
                Reason.WorkloadNotFound,
                "there is no " + ref.kind + " " + ref.name + " in this namespace: create it, or name another one in "
                        + "spec.gateway.workloadRef");
        unobserved(
                model,
                status,
                Reason.WorkloadNotFound,
                "the " + ref.kind + " " + ref.name
                        + " does not exist, so nothing is observed and nothing can be restored");
        if (status.conditions.stream().anyMatch(ConditionType.RollbackPossible::isOf)) {
            condition(
                    model,
                    status,
                    ConditionType.RollbackPossible,
                    Conditions.FALSE,
                    Reason.WorkloadNotFound,
                    "the " + ref.kind + " " + ref.name + " does not exist, so nothing can be rolled back");
        }
        return status;
    }

    /** The status of a model whose spec cannot be worked with, see {@link Validity}. */
    public ModelDeploymentStatus invalid(ModelDeployment model, List<AIIncident> incidents, String problem) {
        ModelDeploymentStatus status = begin(model, incidents);
        condition(model, status, ConditionType.Ready, Conditions.FALSE, Reason.ConfigurationInvalid, problem);
        unobserved(
                model,
                status,
                Reason.ConfigurationInvalid,
                "the spec cannot be worked with, see the condition Ready: nothing is observed and nothing can be restored");
        return status;
    }

    /**
     * The status of a model after {@code decision} was carried out.
     *
     * @param probes what the model's own probes say, by name
     * @param quarantine what is kept out
     * @param missing what the restored revision needs and does not exist, in words; null if nothing is missing
     */
    public ModelDeploymentStatus of(
            ModelDeployment model,
            RevisionDecision decision,
            Map<String, ProbeState> probes,
            QuarantineView quarantine,
            List<AIIncident> incidents,
            String missing) {
        ModelDeploymentStatus status = begin(model, incidents);
        status.servingRevision = name(decision.serving());
        status.lastGoodRevision = name(decision.lastGood());
        status.revisions = decision.revisions().stream()
                .limit(SHOWN)
                .map(ModelStatus::summary)
                .toList();
        ready(model, decision, status, missing);
        status.probes = probes.entrySet().stream()
                .map(e -> probe(e.getKey(), e.getValue(), model))
                .toList();
        status.turns = RememberedTurns.next(
                model,
                turn(decision.serving()),
                decision.changedInPlace() ? Map.of() : probes,
                () -> decision.revisions().stream()
                        .filter(r -> r.state() == RevisionState.Good)
                        .map(Revision::name)
                        .collect(Collectors.toSet()));
        ProbeHealth health = ProbeHealth.of(probes);
        condition(model, status, ConditionType.Healthy, health.value(), health.reason(), health.message());
        boolean complete = decision.rollout() == Reason.RolloutComplete;
        condition(
                model,
                status,
                ConditionType.RolloutComplete,
                complete ? Conditions.TRUE : Conditions.FALSE,
                decision.rollout(),
                rollout(decision));
        condition(
                model,
                status,
                ConditionType.LastGoodKnown,
                decision.lastGood() == null ? Conditions.FALSE : Conditions.TRUE,
                decision.lastGood() == null ? Reason.NoLastGood : Reason.LastGoodKnown,
                decision.lastGood() == null
                        ? "a rollback would have no target: no other revision than the one that serves has earned Good"
                        : lastGood(decision));
        quarantined(model, decision, quarantine, incidents, status);
        undeclared(model, decision.serving(), Reason.ImageDrifted, Revision::imageDrift, status);
        undeclared(model, decision.serving(), Reason.SecretChanged, Revision::secretChange, status);
        return status;
    }

    private void quarantined(
            ModelDeployment model,
            RevisionDecision decision,
            QuarantineView quarantine,
            List<AIIncident> incidents,
            ModelDeploymentStatus status) {
        String keptOut = names(decision, quarantine, true);
        String marked = names(decision, quarantine, false);
        if (keptOut.isEmpty() && marked.isEmpty()) {
            condition(
                    model,
                    status,
                    ConditionType.Quarantined,
                    Conditions.FALSE,
                    Reason.NothingQuarantined,
                    "no revision is kept out");
            return;
        }
        boolean open = !keptOut.isEmpty() && isOpen(model, quarantine.enforcement());
        List<String> told = new ArrayList<>();
        if (open) {
            told.add("the API server would let these back in: " + keptOut + ". Install the admission policies "
                    + "lastgood-quarantined-workloads and lastgood-quarantined-configmaps with their bindings; if they "
                    + "were just installed, kube-apiserver follows them within half a minute");
        } else if (!keptOut.isEmpty()) {
            told.add("kept out: " + keptOut);
        }
        if (!marked.isEmpty()) {
            told.add("never restored, but nothing keeps them out: " + marked);
        }
        decision.revisions().stream()
                .filter(r -> r.isQuarantined() && incidents.stream().anyMatch(i -> ReleaseOffer.isDue(i, r.name())))
                .forEach(r -> told.add("of " + r.name() + ", " + ReleaseOffer.words(model, r.name())));
        condition(
                model,
                status,
                ConditionType.Quarantined,
                Conditions.TRUE,
                open ? Reason.QuarantineNotEnforced : Reason.QuarantinedRevisions,
                String.join("; ", told));
    }

    /** What changed beneath the serving revision though no revision shows it. The condition has the name of the reason. */
    private void undeclared(
            ModelDeployment model,
            Revision serving,
            Reason reason,
            Function<Revision, Optional<String>> change,
            ModelDeploymentStatus status) {
        ConditionType type = ConditionType.valueOf(reason.name());
        Optional<String> words = Optional.ofNullable(serving).flatMap(change);
        if (words.isEmpty()) {
            status.conditions = without(type, status.conditions);
        } else {
            condition(model, status, type, Conditions.TRUE, reason, "of " + serving.name() + ", " + words.get());
        }
    }

    private static List<Condition> without(ConditionType type, List<Condition> conditions) {
        return conditions.stream().filter(c -> !type.isOf(c)).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Until the API server was asked again what was said last holds: a new leader knows nothing yet. */
    private static boolean isOpen(ModelDeployment model, Enforcement enforcement) {
        return enforcement == Enforcement.NotEnforced
                || enforcement == Enforcement.Unknown
                        && model.getStatus() != null
                        && model.getStatus().conditions.stream()
                                .anyMatch(c -> ConditionType.Quarantined.isOf(c)
                                        && Reason.QuarantineNotEnforced.name().equals(c.getReason()));
    }

    private static String names(RevisionDecision decision, QuarantineView quarantine, boolean keptOut) {
        return decision.revisions().stream()
                .filter(r -> r.isQuarantined() && quarantine.keptOut().contains(r.name()) == keptOut)
                .map(r -> r.name() + " (incident " + r.incident() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Says in the status who owns the model's workload, and which ConfigMaps others write. */
    public void neighborhood(ModelDeployment model, ModelDeploymentStatus status, Neighborhood neighborhood) {
        OwnerChain owners = neighborhood.owners();
        status.excludedConfigMaps = neighborhood.foreign().stream()
                .limit(SHOWN)
                .map(ModelStatus::excluded)
                .toList();
        WorkloadRef ref = model.getSpec().gateway.workloadRef;
        condition(
                model,
                status,
                ConditionType.OwnedBy,
                owners == null ? Conditions.FALSE : Conditions.TRUE,
                owners == null ? Reason.NotOwned : Reason.OwnedByController,
                owners == null
                        ? "no other controller owns the " + ref.kind + " " + ref.name
                        : owners.words(ref.kind + " " + ref.name)
                                + " and would overwrite a restored template. Lastgood rolls nothing back: incidents turn the "
                                + "flags off and switch the route. To get an earlier version: " + owners.remedy());
    }

    /** Says in the status which ConfigMaps of the revision change all the time. */
    public void busy(ModelDeploymentStatus status, List<String> configMaps) {
        status.busyConfigMaps = configMaps.stream().limit(SHOWN).toList();
    }

    /** Says in the status whether the breaker of the model's workload is open. */
    public void breaker(ModelDeployment model, ModelDeploymentStatus status, BreakerState breaker) {
        condition(
                model,
                status,
                ConditionType.Breaker,
                breaker.isOpen() ? Conditions.TRUE : Conditions.FALSE,
                breaker.isOpen() ? Reason.BreakerOpen : Reason.BreakerClosed,
                breaker.words());
    }

    /**
     * Says in the status whether something suspends what the model's policy asks for. All other conditions come first.
     *
     * @param operatorPaused the whole operator changes nothing
     * @param incidents all of the workload
     */
    public void protection(
            ModelDeployment model, ModelDeploymentStatus status, boolean operatorPaused, List<AIIncident> incidents) {
        condition(model, status, Protection.of(model, status, operatorPaused, incidents));
    }

    private void condition(ModelDeployment model, ModelDeploymentStatus status, Protection protection) {
        condition(
                model, status, ConditionType.Protected, protection.value(), protection.reason(), protection.message());
    }

    /** What was said while the model could be observed is not known to be so any more. */
    private void unobserved(ModelDeployment model, ModelDeploymentStatus status, Reason reason, String message) {
        for (ConditionType type : OBSERVED) {
            if (status.conditions.stream().anyMatch(type::isOf)) {
                condition(model, status, type, Conditions.UNKNOWN, reason, message);
            }
        }
        condition(model, status, Protection.suspended(reason, message));
    }

    /**
     * Says in the status whether a rollback would work now.
     *
     * @param outlook null: rollbacks are not rehearsed, and nothing is said
     */
    public void outlook(ModelDeployment model, ModelDeploymentStatus status, Outlook outlook) {
        if (outlook == null) {
            status.conditions = without(ConditionType.RollbackPossible, status.conditions);
            return;
        }
        condition(model, status, ConditionType.RollbackPossible, outlook.value(), outlook.reason(), outlook.message());
    }

    private static String lastGood(RevisionDecision decision) {
        String name = decision.lastGood().name() + " (" + decision.lastGood().version() + ")";
        return decision.obstacle() == null
                ? "a rollback restores " + name
                : "a rollback to " + name + " is impossible now: " + decision.obstacle();
    }

    private void ready(ModelDeployment model, RevisionDecision decision, ModelDeploymentStatus status, String missing) {
        String declared = Annotation.of(model, Names.DECLARE_GOOD);
        Revision named = decision.revisions().stream()
                .filter(r -> r.name().equals(declared))
                .findFirst()
                .orElse(null);
        if (decision.rollout() == Reason.RevisionNotRecorded) {
            condition(
                    model,
                    status,
                    ConditionType.Ready,
                    Conditions.FALSE,
                    Reason.RevisionNotRecorded,
                    "the API server refuses to store what the workload declares as a revision: " + decision.refusal()
                            + ". Without it no incident can roll back from this revision or to it; storing it is tried "
                            + "again each minute");
        } else if (decision.rollout() == Reason.SnapshotTooLarge) {
            condition(
                    model,
                    status,
                    ConditionType.Ready,
                    Conditions.FALSE,
                    Reason.SnapshotTooLarge,
                    "what the workload declares is too large to be recorded as a revision: " + decision.refusal()
                            + ". Move data that is not configuration of the model out, or annotate its ConfigMap with "
                            + Names.IGNORE + ": \"true\"");
        } else if (missing != null) {
            condition(model, status, ConditionType.Ready, Conditions.FALSE, Reason.RestoredConfigMapMissing, missing);
        } else if (declared != null && named == null) {
            condition(
                    model,
                    status,
                    ConditionType.Ready,
                    Conditions.FALSE,
                    Reason.DeclaredRevisionUnknown,
                    "the annotation " + Names.DECLARE_GOOD + " names " + declared + ", which is no revision of this "
                            + "workload: write one of status.revisions");
        } else if (named != null && named.isQuarantined()) {
            condition(
                    model,
                    status,
                    ConditionType.Ready,
                    Conditions.FALSE,
                    Reason.DeclaredRevisionQuarantined,
                    declared + " is quarantined and cannot be declared good: release it first with the annotation "
                            + Names.RELEASE + ": " + declared);
        } else {
            condition(model, status, ConditionType.Ready, Conditions.TRUE, Reason.Available, "the workload is watched");
        }
    }

    private static String rollout(RevisionDecision decision) {
        String declared = decision.declared() == null
                ? "what is declared"
                : decision.declared().name();
        return switch (decision.rollout()) {
            case RolloutComplete -> declared + " is what serves";
            case RolloutFailed -> declared + " did not roll out within its progress deadline";
            case ConfigurationNotPickedUp ->
                declared + " differs in configuration only, and not every ready pod started "
                        + "after it was written: restart the workload, or set gateway.configReload";
            case RevisionNotRecorded -> "the declared revision could not be stored, see the condition Ready";
            case SnapshotTooLarge -> "the declared revision is too large to be recorded, see the condition Ready";
            default -> declared + " is being rolled out";
        };
    }

    /** What was bad before does not become the fault of what comes next. */
    private static List<ProbeStatus> badSince(ModelDeploymentStatus before) {
        if (before == null) {
            return List.of();
        }
        return before.probes.stream()
                .filter(probe -> probe.badSince != null)
                .map(probe -> {
                    ProbeStatus kept = new ProbeStatus();
                    kept.name = probe.name;
                    kept.badSince = probe.badSince;
                    return kept;
                })
                .toList();
    }

    private ModelDeploymentStatus begin(ModelDeployment model, List<AIIncident> incidents) {
        ModelDeploymentStatus before = model.getStatus();
        ModelDeploymentStatus status = new ModelDeploymentStatus();
        status.observedGeneration = model.getMetadata().getGeneration();
        status.conditions = before == null ? new ArrayList<>() : before.conditions;
        status.biasReview = before == null ? null : before.biasReview; // BiasCadence says more
        status.runs = before == null || before.runs == null ? new ArrayList<>() : before.runs;
        status.turns = before == null || before.turns == null ? List.of() : before.turns;
        status.leftovers = before == null ? List.of() : before.leftovers;
        status.rollbacks = BreakerState.events(model, incidents);
        ActiveIncident.show(incidents, status);
        return status;
    }

    private void condition(
            ModelDeployment model,
            ModelDeploymentStatus status,
            ConditionType type,
            String value,
            Reason reason,
            String message) {
        Instant now = clock.instant();
        List<Condition> conditions = status.conditions;
        status.conditions = Conditions.set(
                conditions,
                type,
                value,
                reason,
                BoundedText.message(message),
                model.getMetadata().getGeneration(),
                now);
    }

    /** What a Bad verdict was made of is kept while it stands: nothing is written for each sample. */
    private static ProbeStatus probe(String name, ProbeState state, ModelDeployment model) {
        ProbeStatus status = new ProbeStatus();
        status.name = name;
        status.outcome = state.verdict();
        status.since = state.since() == null ? null : state.since().toString();
        status.consecutive = state.verdict() == Outcome.Good
                ? 0
                : model.getSpec().probes.stream()
                        .filter(p -> p.name.equals(name) && state.since() != null)
                        .mapToInt(p -> p.failAfter)
                        .findFirst()
                        .orElse(0);
        status.badSince = state.badSince() == null ? null : state.badSince().toString();
        status.reason = state.reason().name();
        status.message = state.message();
        return status;
    }

    private static ServiceTurn turn(Revision serving) {
        if (serving == null) {
            return null;
        }
        ServiceTurn turn = new ServiceTurn();
        turn.revision = serving.name();
        turn.version = BoundedText.of(serving.version(), Revision.TEXT_LIMIT);
        turn.from = serving.servedSince().toString();
        return turn;
    }

    private static String name(Revision revision) {
        return revision == null ? null : revision.name();
    }

    private static ExcludedConfigMap excluded(ForeignConfigMap foreign) {
        ExcludedConfigMap excluded = new ExcludedConfigMap();
        excluded.name = foreign.name();
        excluded.writtenBy = BoundedText.of(foreign.writer(), ExcludedConfigMap.WRITER_LIMIT);
        return excluded;
    }

    private static RevisionSummary summary(Revision revision) {
        RevisionSummary summary = new RevisionSummary();
        summary.name = revision.name();
        summary.number = revision.number();
        summary.version = revision.version();
        summary.state = revision.state();
        summary.since = revision.standing().since() == null
                ? null
                : revision.standing().since().toString();
        summary.reason = revision.reason();
        summary.incident = revision.incident();
        return summary;
    }
}
