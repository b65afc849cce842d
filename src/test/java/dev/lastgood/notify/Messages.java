package dev.lastgood.notify;

import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.Awaited;
import dev.lastgood.decide.notice.Misbehavior;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NoticeSubject;
import dev.lastgood.decide.notice.NotificationTarget;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.decide.notice.Observations;
import dev.lastgood.decide.notice.Progress;
import dev.lastgood.decide.notice.SendAttempt;
import dev.lastgood.decide.notice.Versions;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.OneLine;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** What the tests here send. */
public final class Messages {

    public static final String UID = "6f1c2d3e-0000-4000-8000-000000000001";
    public static final String MESSAGE = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    public static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";
    private static final String DETECTED = "2026-11-23T08:00:00Z";

    /** All servers at one address. */
    public record Settings(String pagerdutyUrl, String slackUrl, boolean allowHttp, Duration timeout)
            implements NotifyConfig {

        public Settings(String url) {
            this(url, url, true, Duration.ofSeconds(3));
        }

        @Override
        public ZoneId timeZone() {
            return ZoneOffset.UTC;
        }
    }

    public static Notice notice(String summary) {
        return notice(
                summary,
                List.of(
                        new Notice.Link("incident", "https://console.test/ai/wrong-prices"),
                        new Notice.Link("trace", "https://tempo.test/t1?a=1&b=2")));
    }

    public static Notice notice(String summary, List<Notice.Link> links) {
        return new Notice(
                new NoticeSubject("", UID, "ai", "wrong-prices", "pricing"),
                new Misbehavior("Hallucination", Severity.Sev1, summary, "t1", "r1", "some customers"),
                new Progress(Phase.Suggested, DETECTED, DETECTED, "2026-11-23T09:00:00Z", "ada"),
                new Versions("1.1 (gw-2)", "nothing yet; planned: 1.0 (gw-1)"),
                new Observations(
                        List.of("status is Bad: 500"),
                        List.of(
                                "container gateway: image g:1.0 -> g:1.1",
                                "container gateway: env MODEL_VERSION changed"),
                        3),
                new Awaited(
                        "the plan waits for approval",
                        "kubectl patch aiincident wrong-prices -n ai --type=merge -p "
                                + "'{\"spec\":{\"response\":{\"approvedPlan\":\"abc\"}}}'"),
                links);
    }

    /** As long as the rules let each text be, of nothing but {@code text}. */
    public static Notice longest(String text) {
        String longest = OneLine.of(text.repeat(512), 512);
        String link = "https://console.test/" + "x".repeat(490);
        return new Notice(
                new NoticeSubject("DRILL: ", UID, "n".repeat(63), "i".repeat(253), longest),
                new Misbehavior("Hallucination", Severity.Sev1, longest, longest, longest, longest),
                new Progress(Phase.Suggested, DETECTED, DETECTED, longest, longest),
                new Versions(longest, longest),
                new Observations(
                        Collections.nCopies(4, longest), Collections.nCopies(8, BoundedText.of(longest, 160)), 3),
                new Awaited(longest, "kubectl patch aiincident " + "i".repeat(253) + " -n " + "n".repeat(63)),
                Stream.of("incident", "dashboard", "trace")
                        .map(l -> new Notice.Link(l, link))
                        .toList());
    }

    public static NotifyTask task(
            NotificationType type, News news, Notice notice, String externalId, boolean lookFirst) {
        Notification to = new Notification();
        to.name = "to";
        to.type = type;
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        to.secretRef = secret("credential");
        to.signingSecretRef = type == NotificationType.Webhook ? secret("signing") : null;
        TimelineEntry line = new TimelineEntry();
        line.at = "2026-11-23T08:00:00.100Z";
        line.reason = "Captured";
        line.message = "Open: seen <!here>\nforged line";
        return new NotifyTask(
                new NotificationTarget(to, "ai"),
                new SendAttempt("k", MESSAGE, externalId, 1, null, lookFirst),
                news,
                notice,
                List.of(line));
    }

    private static SecretKeyRef secret(String key) {
        SecretKeyRef ref = new SecretKeyRef();
        ref.name = "notify";
        ref.key = key;
        return ref;
    }

    private Messages() {}
}
