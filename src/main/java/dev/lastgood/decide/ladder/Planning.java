package dev.lastgood.decide.ladder;

import dev.lastgood.api.Durations;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Plan;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.revision.Configuration;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Digest;
import java.util.List;
import java.util.stream.Collectors;

/** What is meant to be done, as a person sees and approves it. */
public final class Planning {

    private static final int HASH_DIGITS = 12;
    private static final int SHOWN = 16;
    private static final int NAMED = 3;
    private static final int NAMED_LIMIT = 200;
    private static final int USER_LIMIT = 512;

    /** @param suspect the name of the revision to take away, null where it is not known */
    static Plan of(IncidentView view, StatusDraft draft, String suspect, Target target) {
        Plan plan = new Plan();
        plan.from = suspect;
        plan.to = target.revision() == null ? null : target.revision().name();
        plan.otherwise = OlderTarget.after(view, draft, suspect, target)
                .map(Revision::name)
                .orElse(null);
        plan.rollbackDeadline = plan.to == null ? null : Durations.text(RollbackDeadline.of(view));
        plan.flags = target.reason() == Reason.AlreadyServing
                ? List.of()
                : FlagRung.flags(view).stream().map(f -> f.name).toList();
        plan.route = target.reason() == Reason.AlreadyServing
                        || view.model() == null
                        || view.model().getSpec().route == null
                ? null
                : view.model().getSpec().route.httpRouteRef.name;
        plan.alsoAffects = others(view, suspect, target).stream()
                .limit(SHOWN)
                .map(user -> BoundedText.of(user, USER_LIMIT))
                .toList();
        plan.why = BoundedText.message(target.message());
        plan.hash = hash(plan, draft.status.attempt);
        return plan;
    }

    /** Those that get the restored configuration, too; none if the rollback changes no configuration. */
    private static List<String> others(IncidentView view, String suspect, Target target) {
        if (target.revision() == null) {
            return List.of();
        }
        Configuration restored = target.revision().content().configuration();
        boolean same = view.gateway().revisions().stream()
                .anyMatch(r ->
                        r.name().equals(suspect) && r.content().configuration().isSame(restored));
        return same ? List.of() : view.gateway().neighborhood().sharing().affected();
    }

    /** What a person approves: all that is going to be changed, in this attempt. */
    private static String hash(Plan plan, int attempt) {
        String content = String.join("\n", attempt + "", plan.from + "", plan.to + "", String.join("\n", plan.flags))
                + (plan.route == null ? "" : "\nroute " + plan.route)
                + (plan.otherwise == null ? "" : "\notherwise " + plan.otherwise);
        return Digest.of(content).substring(0, HASH_DIGITS);
    }

    /** Nothing would be changed: there is nothing to ask for. */
    static boolean isEmpty(Plan plan) {
        return plan.to == null && plan.flags.isEmpty() && plan.route == null;
    }

    public static String words(Plan plan) {
        String flags = plan.flags.isEmpty() ? "" : "switch off " + String.join(", ", plan.flags);
        String route = plan.route == null ? "" : "lead the route " + plan.route + " to its fallback";
        String relief = flags.isEmpty() ? route : flags + (route.isEmpty() ? "" : ", else " + route);
        return plan.to == null
                ? relief + " (" + plan.why + ")"
                : "restore " + plan.to + " in place of " + plan.from
                        + affected(plan)
                        + (plan.otherwise == null ? "" : ", or " + plan.otherwise + " if " + plan.to + " is refused")
                        + (relief.isEmpty() ? "" : ", or " + relief + " where that cannot be had");
    }

    /** Short: what a person has to do comes after it in each message. */
    private static String affected(Plan plan) {
        int more = plan.alsoAffects.size() - NAMED;
        return plan.alsoAffects.isEmpty()
                ? ""
                : " (its ConfigMaps are also used by "
                        + BoundedText.of(
                                plan.alsoAffects.stream().limit(NAMED).collect(Collectors.joining(", ")), NAMED_LIMIT)
                        + (more > 0 ? " and " + more + " more" : "") + ")";
    }

    private Planning() {}
}
