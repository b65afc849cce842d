package dev.lastgood.decide.ladder;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.RollbackTarget;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.revision.GatewayView;
import dev.lastgood.decide.revision.LastGood;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.Replicas;
import java.util.Optional;

/**
 * What a rollback restores, or why it cannot.
 *
 * @param revision null where there is none
 * @param reason why there is none, else why this one
 */
record Target(Revision revision, Reason reason, String message) {

    /** What this incident may restore. */
    static Target of(IncidentView view, StatusDraft draft, Revision suspect) {
        return SuspectWindow.refusal(view, draft, suspect)
                .orElseGet(() -> helpful(
                        view,
                        suspect,
                        allowed(
                                OlderTarget.instead(
                                        view, draft, suspect, choose(view.incident(), view.gateway(), suspect)),
                                view.gateway())))
                .noting(suspect);
    }

    /** The pods of an older revision would start with the same changed Secret. A person who names the target knows better. */
    private static Target helpful(IncidentView view, Revision suspect, Target chosen) {
        return chosen.revision() == null
                        || OlderTarget.isNamed(view)
                        || !SuspectWindow.isOnlySecretChange(view, suspect)
                ? chosen
                : none(
                        Reason.SecretChanged,
                        "nothing else of " + suspect.name() + " changed of late, and "
                                + chosen.revision().name()
                                + " (" + chosen.revision().version()
                                + ") would start with the same Secret; to roll back all the same, name it in "
                                + "spec.response.rollback of an incident");
    }

    /** What was not deployed and changed is as likely the cause, and a rollback does not undo it. */
    private Target noting(Revision suspect) {
        return new Target(revision, reason, message + driftNote(suspect, revision));
    }

    /**
     * What changed beneath the suspect, and beneath the target.
     *
     * @param target null if there is none
     */
    static String driftNote(Revision suspect, Revision target) {
        return suspect.imageDrift().map(words -> "; " + words).orElse("")
                + suspect.secretChange().map(words -> "; " + words).orElse("")
                + (target == null
                        ? ""
                        : target.imageDrift()
                                .map(words -> "; of " + target.name() + ", which is restored, " + words)
                                .orElse(""));
    }

    /** A plan must not promise what the owner of the workload would take back; what serves already needs no rollback. */
    private static Target allowed(Target chosen, GatewayView gateway) {
        return gateway.ownership()
                .filter(o -> chosen.reason() != Reason.AlreadyServing)
                .map(o -> none(
                        o.reason(),
                        o.message()
                                + (chosen.revision() == null
                                        ? ""
                                        : "; the last good revision is "
                                                + chosen.revision().name() + " ("
                                                + chosen.revision().version() + ")")))
                .orElse(chosen);
    }

    private static Target choose(AIIncident incident, GatewayView gateway, Revision suspect) {
        RollbackTarget wanted = incident.getSpec().response == null ? null : incident.getSpec().response.rollback;
        if (wanted != null && wanted.toRevision != null) {
            return named(gateway.revision(wanted.toRevision), "toRevision " + wanted.toRevision, gateway, suspect);
        }
        if (wanted != null && wanted.toVersion != null) {
            return named(
                    LastGood.withVersion(gateway.revisions(), wanted.toVersion, suspect),
                    "toVersion " + wanted.toVersion,
                    gateway,
                    suspect);
        }
        return LastGood.of(gateway.revisions(), suspect, gateway.reputation())
                .map(r -> isDeclaredInVain(r, gateway)
                        ? none(Reason.RolloutFailed, r.name() + " (" + r.version() + ")" + inVain(gateway))
                        : new Target(
                                r,
                                Reason.LastGoodKnown,
                                r.name() + " (" + r.version() + ") is the Good revision that served most recently"))
                .orElseGet(() -> none(
                        Reason.NoLastGood,
                        "no Good revision other than the suspect is known; declare one with the annotation "
                                + dev.lastgood.api.Names.DECLARE_GOOD + " on the ModelDeployment"));
    }

    /** To write the same again would not help. */
    private static boolean isDeclaredInVain(Revision target, GatewayView gateway) {
        return gateway.declares(target)
                && (!gateway.rollout().isComplete()
                        || gateway.rollout().replicas().desired() == 0);
    }

    private static String inVain(GatewayView gateway) {
        Replicas replicas = gateway.rollout().replicas();
        return " is declared already, and does not serve: " + replicas.available() + " of " + replicas.desired()
                + " pods are available";
    }

    private static Target named(Optional<Revision> found, String wish, GatewayView gateway, Revision suspect) {
        if (found.isEmpty()) {
            return none(
                    Reason.TargetNotFound, wish + " was never seen, or is no longer kept; there are " + known(gateway));
        }
        Revision revision = found.get();
        if (revision.isSame(suspect)) {
            return none(Reason.AlreadyServing, wish + " is what serves already: nothing to roll back");
        }
        if (isDeclaredInVain(revision, gateway)) {
            return none(Reason.RolloutFailed, wish + inVain(gateway));
        }
        if (gateway.declares(revision)) {
            return none(Reason.AlreadyServing, wish + " is declared already: nothing to roll back");
        }
        if (revision.isQuarantined()) {
            return none(
                    Reason.TargetQuarantined,
                    wish + " is quarantined by incident " + revision.incident()
                            + "; release it first with the annotation " + dev.lastgood.api.Names.RELEASE + ": "
                            + revision.name() + " on the ModelDeployment");
        }
        if (revision.number() < LastGood.floor(gateway.revisions())) {
            return none(Reason.BeyondFloor, wish + " is older than the revision that carries the floor annotation");
        }
        return new Target(revision, Reason.LastGoodKnown, wish + " was asked for");
    }

    private static String known(GatewayView gateway) {
        return gateway.revisions().stream()
                .limit(8)
                .map(r -> r.name() + " (" + r.version() + ")")
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }

    private static Target none(Reason reason, String message) {
        return new Target(null, reason, message);
    }
}
