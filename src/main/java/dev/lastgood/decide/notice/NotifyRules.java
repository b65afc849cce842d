package dev.lastgood.decide.notice;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Conditions;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Channel;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Notification;
import dev.lastgood.decide.incident.DryRun;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.lib.BackOff;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.Delay;
import dev.lastgood.lib.Digest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who must be told what of an incident by now, from its status alone. Pure. A message is first Running in the status, then
 * sent, and its result comes back with a later pass; one whose content did not change is not sent again.
 */
public final class NotifyRules {

    private static final ConditionType CONDITION = ConditionType.Notified;

    private static final String OPEN = "open-";
    private static final String ACKNOWLEDGED = "ack-";
    private static final String CLOSE = "close-";

    private static final BackOff RETRY = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(5));
    private static final int LINES = 20;
    private static final int RECORDS = 16;

    private final Clock clock;

    public NotifyRules(Clock clock) {
        this.clock = clock;
    }

    /** Identity of a try, also that of an incident's first. */
    private static String key(NotificationRecord record) {
        return record.id + "/" + record.content + "/" + record.attempts;
    }

    /**
     * Returns what may be sent before anything else is done, because a page waits for no patch. The receiver recognizes the
     * repeated message, so that it is one page though the intent is written only afterwards.
     */
    public List<NotifyTask> early(
            AIIncident incident, ModelDeployment model, Recipients recipients, AIIncidentStatus status) {
        if (status == null || model == null || !isTold(incident, status) || status.phase.isOver()) {
            return List.of();
        }
        return concerned(recipients, incident, status)
                .filter(n -> n.type.channel().can(Ability.PagesFirst)
                        && find(status, n.name).isEmpty())
                .map(n -> {
                    NotificationRecord first = new NotificationRecord();
                    first.id = n.name;
                    first.content = content(n, recipients.secrets(), first, incident, model, status);
                    first.attempts = 1;
                    first.sequence = 1;
                    return task(n, recipients.secrets(), first, incident, model, status, false);
                })
                .toList();
    }

    /**
     * Returns the status with what is to be told, and the messages to send once it is written.
     *
     * @param model null where it is not there: nobody can be told
     * @param results by {@link NotifyTask#key}
     */
    public NotifyDecision advance(
            AIIncident incident,
            ModelDeployment model,
            Recipients recipients,
            AIIncidentStatus decided,
            Map<String, NotifyResult> results) {
        if (decided == null || model == null || !isTold(incident, decided)) {
            return new NotifyDecision(decided, List.of(), null);
        }
        if (recipients.problem() != null) {
            return new NotifyDecision(unreadable(incident, decided, recipients.problem()), List.of(), null);
        }
        List<Notification> concerned = concerned(recipients, incident, decided).toList();
        if (concerned.isEmpty()) {
            return new NotifyDecision(readable(decided), List.of(), null);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        AIIncidentStatus status = Serialization.clone(decided);
        status.notifications = new ArrayList<>(records(status));
        List<NotifyTask> tasks = new ArrayList<>();
        for (Notification to : concerned) {
            NotificationRecord record = find(status, to.name).orElseGet(() -> added(status, to));
            advance(to, recipients.secrets(), record, incident, model, status, results, now)
                    .ifPresent(tasks::add);
        }
        condition(status, now);
        return new NotifyDecision(status, tasks, recheck(status, concerned, now));
    }

    /** What cannot be read is said where somebody would have been told. */
    private AIIncidentStatus unreadable(AIIncident incident, AIIncidentStatus decided, String problem) {
        if (decided.phase.isOver() && records(decided).isEmpty()) {
            return decided;
        }
        AIIncidentStatus status = Serialization.clone(decided);
        status.conditions = Conditions.set(
                status.conditions,
                CONDITION,
                Conditions.FALSE,
                Reason.NotificationsUnreadable,
                StatusDraft.mark(incident) + problem,
                status.observedGeneration == null ? 0 : status.observedGeneration,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return status;
    }

    /** It was mended, and there is nobody to be told. */
    private static AIIncidentStatus readable(AIIncidentStatus decided) {
        boolean said = decided.conditions.stream()
                .anyMatch(c -> Reason.NotificationsUnreadable.name().equals(c.getReason()));
        if (!said) {
            return decided;
        }
        AIIncidentStatus status = Serialization.clone(decided);
        status.conditions = new ArrayList<>(status.conditions);
        status.conditions.removeIf(c -> CONDITION.isOf(c));
        return status;
    }

    /** Whom this incident concerns; one place is told once, however often it is named. */
    private static Stream<Notification> concerned(Recipients recipients, AIIncident incident, AIIncidentStatus status) {
        boolean over = status.phase.isOver();
        Set<String> told = new HashSet<>();
        List<Notification> concerned = recipients.all().stream()
                .filter(n -> concerns(n, incident, status, over))
                // First those that were told already, so that none changes its place.
                .sorted(Comparator.comparing(n -> find(status, n.name).isEmpty()))
                .filter(n -> told.add(Recipients.destination(n)))
                .toList();
        return recipients.all().stream().filter(concerned::contains);
    }

    /** An old incident and a dry run are nobody's business at night. */
    private static boolean isTold(AIIncident incident, AIIncidentStatus status) {
        return status.phase != null
                && (status.phase != Phase.RecordedOnly || !records(status).isEmpty())
                && !DryRun.isAsked(incident);
    }

    /** What nobody was told while it lasted is not told when it is over. */
    private static boolean concerns(Notification to, AIIncident incident, AIIncidentStatus status, boolean over) {
        return find(status, to.name).isPresent() || !over && matches(to, incident);
    }

    private static boolean matches(Notification to, AIIncident incident) {
        return (to.triggers == null || to.triggers.isEmpty() || to.triggers.contains(incident.getSpec().trigger))
                && (to.severities == null
                        || to.severities.isEmpty()
                        || to.severities.contains(incident.getSpec().severity));
    }

    private Optional<NotifyTask> advance(
            Notification to,
            String secrets,
            NotificationRecord record,
            AIIncident incident,
            ModelDeployment model,
            AIIncidentStatus status,
            Map<String, NotifyResult> results,
            Instant now) {
        boolean fresh = false;
        if (status.phase.isOver() && isUnheard(to, record)) {
            record.state = NotificationState.Failed;
            record.reason = Reason.Superseded.name();
            record.message = "the incident was over before anybody could be told";
            record.retryAt = null;
            return Optional.empty();
        }
        String wanted = content(to, secrets, record, incident, model, status);
        boolean changed = !wanted.equals(record.content);
        boolean waits = record.retryAt != null && now.isBefore(Instant.parse(record.retryAt));
        if (record.state != NotificationState.Running && !waits && (changed || record.retryAt != null)) {
            begin(to, record, wanted, now);
            fresh = true;
        }
        if (record.state != NotificationState.Running) {
            return Optional.empty();
        }
        NotifyResult result = results.get(key(record));
        if (result != null) {
            take(to, record, result, now);
            return Optional.empty();
        }
        boolean again = !fresh || record.unknownSince != null;
        if (again && isTooLate(to, record, now)) {
            take(to, record, NotifyResult.unknown(tooLate(to)), now);
            return Optional.empty();
        }
        return Optional.of(task(to, secrets, record, incident, model, status, again));
    }

    /** Surely nothing came in there. Of several events one may have, although the last one did not: its end is sent. */
    private static boolean isUnheard(Notification to, NotificationRecord record) {
        Channel channel = to.type.channel();
        boolean oneOfSeveral = channel.mayRepeat() && !channel.can(Ability.EditsMessage) && record.sequence > 1;
        return record.externalId == null
                && record.unknownSince == null
                && !oneOfSeveral
                && (record.state == NotificationState.Pending || record.state == NotificationState.Failed);
    }

    private static void begin(Notification to, NotificationRecord record, String wanted, Instant now) {
        if (!wanted.equals(record.content)) {
            record.content = wanted;
            // One that waits goes on waiting longer each time, whatever it says by then.
            record.attempts = record.state == NotificationState.Pending ? record.attempts : 0;
            record.sequence = (record.sequence == null ? 0 : record.sequence) + 1;
            // Where each message stands alone, nothing depends on whether the one before arrived.
            record.unknownSince = to.type.channel().can(Ability.EditsMessage) ? record.unknownSince : null;
        }
        record.state = NotificationState.Running;
        record.reason = Reason.Notifying.name();
        record.message = "is being sent";
        record.attempts = (record.attempts == null ? 0 : record.attempts) + 1;
        record.at = now.toString();
        record.retryAt = null;
    }

    /** The receiver would no longer recognize the repeated message. What changes an alert it already has may be sent at any time. */
    private static boolean isTooLate(Notification to, NotificationRecord record, Instant now) {
        Channel channel = to.type.channel();
        String since = record.unknownSince != null ? record.unknownSince : record.at;
        boolean changes =
                channel.can(Ability.EditsMessage) && (record.externalId != null || record.content.startsWith(CLOSE));
        return !channel.repeatable().isZero()
                && !changes
                && Duration.between(Instant.parse(since), now).compareTo(channel.repeatable()) > 0;
    }

    private static String tooLate(Notification to) {
        Duration repeatable = to.type.channel().repeatable();
        String time = repeatable.toHours() == 0 ? "ten minutes" : repeatable.toHours() + " hours";
        return "no answer for " + time + ": look there whether it came in";
    }

    private static void take(Notification to, NotificationRecord record, NotifyResult result, Instant now) {
        record.state = result.state();
        record.reason = result.reason().name();
        record.message = BoundedText.message(result.message());
        record.at = now.toString();
        record.externalId = result.externalId() != null ? result.externalId() : record.externalId;
        record.threaded = result.threaded() != null ? result.threaded() : record.threaded;
        if (result.state() == NotificationState.Unknown) {
            record.unknownSince = record.unknownSince != null ? record.unknownSince : now.toString();
        } else if (result.state() == NotificationState.Done) {
            record.unknownSince = null;
        }
        boolean again = result.state() == NotificationState.Pending
                || result.state() == NotificationState.Unknown
                        && to.type.channel().mayRepeat()
                        && !isTooLate(to, record, now);
        record.retryAt =
                again ? now.plus(pause(record.attempts, result.retryAfter())).toString() : null;
    }

    /** Twice as long each time, within bounds; never shorter than the other side asks. */
    static Duration pause(int attempts, Duration asked) {
        Duration pause = RETRY.after(attempts);
        return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
    }

    private static NotifyTask task(
            Notification to,
            String secrets,
            NotificationRecord record,
            AIIncident incident,
            ModelDeployment model,
            AIIncidentStatus status,
            boolean lookFirst) {
        return new NotifyTask(
                key(record),
                message(incident, record),
                incident.getMetadata().getUid(),
                incident.getMetadata().getNamespace(),
                incident.getMetadata().getName(),
                to,
                secrets,
                // What is under way stays what it was, though the incident is over by now.
                record.content.startsWith(CLOSE)
                        ? NotifyTask.News.Over
                        : record.content.startsWith(ACKNOWLEDGED)
                                ? NotifyTask.News.Acknowledged
                                : NotifyTask.News.Opened,
                Notice.of(incident, model, status),
                record.externalId,
                lookFirst,
                lines(status, record.threaded));
    }

    /** The same for every try of one message, and for no other message. */
    private static String message(AIIncident incident, NotificationRecord record) {
        String which = incident.getMetadata().getUid() + "/" + record.id + "/" + record.sequence;
        return Digest.of(which).substring(0, 32);
    }

    private static List<TimelineEntry> lines(AIIncidentStatus status, String threaded) {
        List<TimelineEntry> unsaid = status.timeline.stream()
                .filter(e -> threaded == null || Instant.parse(e.at).isAfter(Instant.parse(threaded)))
                .toList();
        return unsaid.subList(Math.max(0, unsaid.size() - LINES), unsaid.size());
    }

    /** What is said, by digest, and with which settings: once they are mended it is tried again. */
    private static String content(
            Notification to,
            String secrets,
            NotificationRecord record,
            AIIncident incident,
            ModelDeployment model,
            AIIncidentStatus status) {
        boolean over = status.phase.isOver();
        boolean accepted = to.type.channel().news() == Channel.News.Alert && !over && record.externalId != null;
        boolean acknowledged = accepted && Notice.line(incident.getSpec().acknowledgedBy) != null;
        if (accepted && (!acknowledged || isAcknowledged(record))) {
            return record.content; // accepted once: a person may have resolved it since
        }
        String settings = secrets + " " + Recipients.destination(to) + Recipients.signing(to);
        return (over ? CLOSE : acknowledged ? ACKNOWLEDGED : OPEN)
                + Digest.of(settings + said(to, incident, model, status)).substring(0, 32);
    }

    private static boolean isAcknowledged(NotificationRecord record) {
        return record.content.startsWith(ACKNOWLEDGED) && record.state == NotificationState.Done;
    }

    private static String said(Notification to, AIIncident incident, ModelDeployment model, AIIncidentStatus status) {
        Channel channel = to.type.channel();
        return switch (channel.news()) {
            case Alert -> "";
            case EveryChange ->
                Notice.of(incident, model, status)
                        + (channel.can(Ability.ThreadsTimeline) && !status.timeline.isEmpty()
                                ? status.timeline.get(status.timeline.size() - 1).at
                                : "");
            case Milestones ->
                status.phase == Phase.Mitigated || status.phase == Phase.NeedsHuman ? status.phase.name() : "";
        };
    }

    private static void condition(AIIncidentStatus status, Instant now) {
        NotificationRecord worst = null;
        for (NotificationState state :
                List.of(NotificationState.Failed, NotificationState.Unknown, NotificationState.Pending)) {
            worst = worst != null
                    ? worst
                    : status.notifications.stream()
                            .filter(r -> r.state == state)
                            .findFirst()
                            .orElse(null);
        }
        long generation = status.observedGeneration == null ? 0 : status.observedGeneration;
        if (worst != null) {
            status.conditions = Conditions.set(
                    status.conditions,
                    CONDITION,
                    worst.state == NotificationState.Failed ? Conditions.FALSE : Conditions.UNKNOWN,
                    Reason.of(worst.reason),
                    BoundedText.message(worst.id + ": " + worst.message),
                    generation,
                    now);
            return;
        }
        boolean begun = status.notifications.stream()
                .anyMatch(r -> r.state == NotificationState.Running && r.externalId == null);
        status.conditions = Conditions.set(
                status.conditions,
                CONDITION,
                begun ? Conditions.UNKNOWN : Conditions.TRUE,
                begun ? Reason.Notifying : Reason.Notified,
                begun
                        ? "is being sent"
                        : "told by "
                                + String.join(
                                        ", ",
                                        status.notifications.stream()
                                                .map(r -> r.id)
                                                .toList()),
                generation,
                now);
    }

    private static Duration recheck(AIIncidentStatus status, List<Notification> declared, Instant now) {
        return status.notifications.stream()
                .filter(r -> r.retryAt != null && declared.stream().anyMatch(n -> n.name.equals(r.id)))
                .map(r -> Duration.between(now, Instant.parse(r.retryAt)))
                .map(d -> d.isNegative() ? Duration.ZERO : d)
                .reduce(null, Delay::shortest);
    }

    private static List<NotificationRecord> records(AIIncidentStatus status) {
        return status.notifications == null ? List.of() : status.notifications;
    }

    private static Optional<NotificationRecord> find(AIIncidentStatus status, String name) {
        return records(status).stream().filter(r -> name.equals(r.id)).findFirst();
    }

    private static NotificationRecord added(AIIncidentStatus status, Notification to) {
        NotificationRecord record = new NotificationRecord();
        record.id = to.name;
        record.type = to.type;
        status.notifications.add(record);
        while (status.notifications.size() > RECORDS) {
            status.notifications.remove(0);
        }
        return record;
    }
}
