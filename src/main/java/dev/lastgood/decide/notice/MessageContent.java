package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.NotificationRecord;
import dev.lastgood.api.incident.NotificationState;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Channel;
import dev.lastgood.api.model.Channel.Ability;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.lib.Digest;
import java.time.Instant;
import java.util.List;

/**
 * Decides what is to be sent to a recipient by now, as a digest: a message whose digest did not change is not sent again. The
 * digest covers the recipient's settings too, and its prefix says what the message is about.
 */
final class MessageContent {

    private static final String OPEN = "open-";
    private static final String ACKNOWLEDGED = "ack-";
    private static final String CLOSE = "close-";

    private static final int DIGITS = 32;
    private static final int LINES = 20;

    /** @param record what was sent before */
    static String of(NotificationTarget to, NotificationRecord record, DecidedIncident decided) {
        boolean over = decided.isOver();
        boolean accepted = to.channel().news() == Channel.News.Alert
                && !over
                && record.externalId != null
                && attempt(record) == attempt(decided.status());
        boolean acknowledged = accepted && UserLine.of(decided.incident().getSpec().acknowledgedBy) != null;
        if (accepted && (!acknowledged || isAcknowledged(record))) {
            return record.content; // accepted once: a person may have resolved it since
        }
        return (over ? CLOSE : acknowledged ? ACKNOWLEDGED : OPEN)
                + Digest.of(to.settings() + text(to.channel(), decided)).substring(0, DIGITS);
    }

    /** Returns what the recorded message is about. It stays what it was, even if the incident is over by now. */
    static News news(NotificationRecord record) {
        if (record.content.startsWith(CLOSE)) {
            return News.Over;
        }
        return record.content.startsWith(ACKNOWLEDGED) ? News.Acknowledged : News.Opened;
    }

    /** Returns the newest lines of the timeline that are not in the thread yet, oldest first. */
    static List<TimelineEntry> lines(AIIncidentStatus status, String threaded) {
        List<TimelineEntry> unsent = status.timeline.stream()
                .filter(e -> threaded == null || Instant.parse(e.at).isAfter(Instant.parse(threaded)))
                .toList();
        return unsent.subList(Math.max(0, unsent.size() - LINES), unsent.size());
    }

    /** The attempt that the record is about. */
    static int attempt(NotificationRecord record) {
        return record.attempt == null ? 1 : record.attempt;
    }

    static int attempt(AIIncidentStatus status) {
        return status.attempt == null ? 1 : status.attempt;
    }

    private static boolean isAcknowledged(NotificationRecord record) {
        return record.content.startsWith(ACKNOWLEDGED) && record.state == NotificationState.Done;
    }

    private static String text(Channel channel, DecidedIncident decided) {
        AIIncidentStatus status = decided.status();
        return switch (channel.news()) {
            case Alert -> again(status);
            case EveryChange ->
                NoticeText.of(decided.notice())
                        + (channel.can(Ability.ThreadsTimeline) && !status.timeline.isEmpty()
                                ? status.timeline.get(status.timeline.size() - 1).at
                                : "");
            case Milestones ->
                (status.phase == Phase.Mitigated || status.phase == Phase.NeedsHuman ? status.phase.name() : "")
                        + String.join(" ", new Effects(decided.model(), status).lost())
                        + again(status);
        };
    }

    private static String again(AIIncidentStatus status) {
        return attempt(status) == 1 ? "" : " attempt " + status.attempt;
    }

    private MessageContent() {}
}
