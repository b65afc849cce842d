package dev.lastgood.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.notice.NotifyTask.News;
import dev.lastgood.notify.http.Post;
import dev.lastgood.notify.pagerduty.PagerDuty;
import dev.lastgood.notify.slack.Slack;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a person sees, through a real server. */
class RenderedTest {

    @Test
    void a_page() throws IOException, NotSent {
        try (Receivers receivers = new Receivers()) {
            Messages.Settings settings = new Messages.Settings(receivers.url());
            new PagerDuty(new Post(settings), settings)
                    .send(
                            Messages.task(
                                    NotificationType.PagerDuty, News.Opened, Messages.notice("wrong"), null, false),
                            ref -> Messages.ROUTING_KEY);
            assertThat(Rendered.page(receivers.events().get(0)))
                    .isEqualTo(
                            """
                            PagerDuty [error] Sev1 Hallucination in pricing: Suggested: wrong
                              incident: ai/wrong-prices
                              model: pricing
                              trigger: Hallucination
                              severity: Sev1
                              phase: Suggested
                              trace: t1
                              run: r1
                              customer impact: some customers
                              mitigation ETA: 2026-11-23T09:00:00Z
                              failed revision: 1.1 (gw-2)
                              restored: nothing yet; planned: 1.0 (gw-1)
                              bad probes: status is Bad: 500
                              acknowledged by: ada
                              awaited: the plan waits for approval
                              command: kubectl patch aiincident wrong-prices -n ai --type=merge -p '{"spec":{"response":{"approvedPlan":"abc"}}}'
                              changes: container gateway: image g:1.0 -> g:1.1
                              container gateway: env MODEL_VERSION changed
                              and 3 more
                              incident: https://console.test/ai/wrong-prices
                              trace: https://tempo.test/t1?a=1&b=2""");
        }
    }

    @Test
    void a_message_and_its_thread() throws IOException, NotSent {
        try (Receivers receivers = new Receivers()) {
            Messages.Settings settings = new Messages.Settings(receivers.url());
            new Slack(new Post(settings), settings)
                    .send(
                            Messages.task(
                                    NotificationType.Slack,
                                    News.Opened,
                                    Messages.notice("<!channel> *b*"),
                                    null,
                                    false),
                            ref -> "xoxb-1");
            assertThat(Rendered.slack(receivers.messages(Messages.UID).get(0)))
                    .startsWith("Slack C0123456789\n  Sev1 Hallucination in pricing: Suggested\n  <!channel> *b*\n")
                    .contains(
                            "\n  restored: nothing yet; planned: 1.0 (gw-1)\n",
                            "\n  awaited:\n  the plan waits for approval\n  kubectl patch aiincident wrong-prices -n ai",
                            "\n  what changed:\n  container gateway: image g:1.0 -> g:1.1\n",
                            "\n  incident: https://console.test/ai/wrong-prices | trace: https://tempo.test/t1?a=1&b=2\n")
                    .endsWith("\n  AIIncident ai/wrong-prices");
            assertThat(Rendered.slack(receivers.replies(Messages.UID).get(0)))
                    .isEqualTo(
                            "Slack thread\n" + "  2026-11-23T08:00:00.100Z Captured: Open: seen <!here> forged line");
        }
        assertThat(Rendered.page(new ObjectMapper()
                        .createObjectNode()
                        .put("event_action", "resolve")
                        .put("dedup_key", "u")))
                .isEqualTo("PagerDuty: resolve u");
    }
}
