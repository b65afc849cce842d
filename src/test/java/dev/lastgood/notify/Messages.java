package dev.lastgood.notify;

import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.TimelineEntry;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.NotifyTask;
import dev.lastgood.decide.notice.NotifyTask.News;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** What the tests here send. */
final class Messages {

    static final String UID = "6f1c2d3e-0000-4000-8000-000000000001";
    static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";

    /** All servers at one address. */
    record Settings(String pagerdutyUrl, String slackUrl, boolean allowHttp, Duration timeout) implements NotifyConfig {

        Settings(String url) {
            this(url, url, true, Duration.ofSeconds(3));
        }

        @Override
        public ZoneId timeZone() {
            return ZoneOffset.UTC;
        }
    }

    static Notice notice(String summary) {
        return new Notice(
                "",
                "ai",
                "wrong-prices",
                "pricing",
                "Hallucination",
                Severity.Sev1,
                Phase.Suggested,
                "2026-11-23T08:00:00Z",
                "2026-11-23T08:00:00Z",
                summary,
                "t1",
                "r1",
                "some customers",
                "2026-11-23T09:00:00Z",
                "nothing yet; planned: 1.0 (gw-1)",
                "1.1 (gw-2)",
                List.of("status is Bad: 500"),
                List.of("container gateway: image g:1.0 -> g:1.1", "container gateway: env MODEL_VERSION changed"),
                3,
                "ada",
                "the plan waits for approval",
                "kubectl patch aiincident wrong-prices -n ai --type=merge -p "
                        + "'{\"spec\":{\"response\":{\"approvedPlan\":\"abc\"}}}'",
                List.of(
                        new Notice.Link("incident", "https://console.test/ai/wrong-prices"),
                        new Notice.Link("trace", "https://tempo.test/t1?a=1&b=2")));
    }

    static NotifyTask task(NotificationType type, News news, Notice notice, String externalId, boolean lookFirst) {
        Notification to = new Notification();
        to.name = "to";
        to.type = type;
        to.channel = type == NotificationType.Slack ? "C0123456789" : null;
        to.secretRef = new SecretKeyRef();
        TimelineEntry line = new TimelineEntry();
        line.at = "2026-11-23T08:00:00.100Z";
        line.reason = "Captured";
        line.message = "Open: seen <!here>\nforged line";
        return new NotifyTask(
                "k", UID, "ai", "wrong-prices", to, "ai", news, notice, externalId, lookFirst, List.of(line));
    }

    private Messages() {}
}
