package dev.lastgood.decide.notice;

import dev.lastgood.api.StatusPart;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.lib.Delay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who must be notified of an incident by now, from its status alone. A message is first Running in the status, then sent,
 * and its result comes back with a later pass.
 */
public final class NotifyRules {

    private final Clock clock;

    public NotifyRules(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns what may be sent before anything else is done, because a page does not wait for a patch. The receiver recognizes the
     * repeated message, so it is one page although the status records it only afterwards.
     */
    public List<NotifyTask> early(
            AIIncident incident, ModelDeployment model, Recipients recipients, AIIncidentStatus status) {
        DecidedIncident decided = new DecidedIncident(incident, model, status);
        if (!Audience.mayBeNotified(decided) || decided.isOver()) {
            return List.of();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Audience.of(recipients, decided).stream()
                .filter(r -> r.channel().can(Ability.PagesFirst))
                .map(r -> new Dispatch(
                        r, decided.record(r).map(NotificationRecord::copy).orElseGet(() -> begin(r)), now))
                .filter(dispatch -> dispatch.isFirst(decided))
                .map(dispatch -> dispatch.first(decided))
                .toList();
    }

    /**
     * Returns the status with the messages that are due, and these messages, to be sent once the status is written.
     *
     * @param model null: missing, so no one can be notified
     * @param results by {@link SendAttempt#key}
     */
    public NotifyDecision advance(
            AIIncident incident,
            ModelDeployment model,
            Recipients recipients,
            AIIncidentStatus status,
            Map<String, NotifyResult> results) {
        DecidedIncident decided = new DecidedIncident(incident, model, status);
        if (!Audience.mayBeNotified(decided)) {
            return silent(status);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (recipients.problem() != null) {
            return silent(NotifiedCondition.unreadable(incident, status, recipients.problem(), now));
        }
        List<NotificationTarget> audience = Audience.of(recipients, decided);
        return audience.isEmpty()
                ? silent(NotifiedCondition.readable(status))
                : advance(audience, decided, results, now);
    }

    private static NotifyDecision silent(AIIncidentStatus status) {
        return new NotifyDecision(status, List.of(), null);
    }

    private static NotifyDecision advance(
            List<NotificationTarget> audience,
            DecidedIncident decided,
            Map<String, NotifyResult> results,
            Instant now) {
        List<NotifyTask> tasks = new ArrayList<>();
        List<NotificationRecord> records = new ArrayList<>(decided.records());
        for (NotificationTarget recipient : audience) {
            Optional<NotificationRecord> known = decided.record(recipient);
            NotificationRecord record = known.map(NotificationRecord::copy).orElseGet(() -> begin(recipient));
            new Dispatch(recipient, record, now).advance(decided, results).ifPresent(tasks::add);
            if (known.isEmpty()) {
                records.add(record);
            } else if (!StatusPart.isSame(record, known.get())) {
                records.set(records.indexOf(known.get()), record);
            }
        }
        DecidedIncident next = decided.with(records);
        NotifiedCondition.write(next.status(), now);
        return new NotifyDecision(
                StatusPart.isSame(next.status(), decided.status()) ? decided.status() : next.status(),
                tasks,
                recheck(audience, next, now));
    }

    private static NotificationRecord begin(NotificationTarget recipient) {
        NotificationRecord record = new NotificationRecord();
        record.id = recipient.name();
        record.type = recipient.type();
        return record;
    }

    private static Duration recheck(List<NotificationTarget> audience, DecidedIncident decided, Instant now) {
        return decided.records().stream()
                .filter(r -> r.retryAt != null
                        && audience.stream().anyMatch(to -> to.name().equals(r.id)))
                .map(r -> Duration.between(now, Instant.parse(r.retryAt)))
                .map(d -> d.isNegative() ? Duration.ZERO : d)
                .reduce(null, Delay::shortest);
    }
}
