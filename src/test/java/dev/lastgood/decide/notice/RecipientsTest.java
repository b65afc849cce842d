package dev.lastgood.decide.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Severity;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.decide.IncidentStory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipientsTest {

    private static final String SECRET = "secretRef: {name: s, key: k}";

    private static Recipients of(String text) {
        return Recipients.of("ops", "lastgood-notifications", text);
    }

    @Test
    void a_list_as_in_a_model() {
        Recipients read = of(
                """
                # for everybody
                - name: on-call
                  type: PagerDuty
                  secretRef: {name: notify, key: pagerduty}
                  severities: [Sev0, Sev1]
                - {name: post, type: Slack, channel: "#ai-alerts", secretRef: {name: notify, key: slack}}
                """);
        assertThat(read.problem()).isNull();
        assertThat(read.secrets()).isEqualTo("ops");
        assertThat(read.all())
                .extracting(n -> n.type)
                .containsExactly(NotificationType.PagerDuty, NotificationType.Slack);
        assertThat(read.all().get(0).severities).containsExactly(Severity.Sev0, Severity.Sev1);
        assertThat(
                        of("""
                        - {name: events, type: Webhook, secretRef: {name: n, key: u}, signingSecretRef: {name: n, key: s}}
                        - {name: chat, type: MicrosoftTeams, secretRef: {name: n, key: teams}}
                        """)
                                .all())
                .extracting(n -> n.type)
                .containsExactly(NotificationType.Webhook, NotificationType.MicrosoftTeams);
        assertThat(of("[]").problem()).isNull();
        assertThat(of("[]").all()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no key | | there is no such key",
                "empty | `` | it is no list",
                "an object | {name: a} | it is no list",
                "words | people | it is no list",
                "no YAML | `- {name: ` | it is no YAML",
                "a number in it | [1] | Cannot construct",
                "nothing in it | `- ` | notification 1: it is empty",
                "no name | `- {type: PagerDuty, SECRET}` | notification 1: name is missing",
                "no type | `- {name: a, SECRET}` | type is missing: write PagerDuty, Slack, SlackWebhook, Webhook or MicrosoftTeams",
                "unknown type | `- {name: a, type: Mail, SECRET}` | not one of the values accepted",
                "unknown field | `- {name: a, type: PagerDuty, SECRET, chanel: b}` | Unrecognized field \"chanel\"",
                "unknown severity | `- {name: a, type: PagerDuty, SECRET, severities: [Sev9]}` | Sev9",
                "no Secret | `- {name: a, type: PagerDuty}` | secretRef.name is missing",
                "no key of it | `- {name: a, type: PagerDuty, secretRef: {name: s}}` | secretRef.key is missing",
                "a Secret elsewhere | `- {name: a, type: PagerDuty, secretRef: {name: ../x/s, key: k}}` | no name of a Secret",
                "a namespace | `- {name: a, type: PagerDuty, secretRef: {namespace: x, name: s, key: k}}` | Unrecognized field \"namespace\"",
                "Slack without channel | `- {name: a, type: Slack, SECRET}` | Slack posts into a channel",
                "a channel for a page | `- {name: a, type: PagerDuty, channel: b, SECRET}` | only the type Slack has a channel",
                "a webhook without a signing secret | `- {name: a, type: Webhook, SECRET}` | Webhook signs what it sends: write signingSecretRef",
                "a signing secret without its key | `- {name: a, type: Webhook, SECRET, signingSecretRef: {name: s}}` | signingSecretRef.key is missing",
                "a signing secret elsewhere | `- {name: a, type: Webhook, SECRET, signingSecretRef: {name: ../s, key: k}}` | signingSecretRef.name is missing or no name",
                "a signed card | `- {name: a, type: MicrosoftTeams, SECRET, signingSecretRef: {name: s, key: k}}` | only the type Webhook signs",
                "a channel for a card | `- {name: a, type: MicrosoftTeams, channel: b, SECRET}` | only the type Slack has a channel",
                "two words | `- {name: a, type: Slack, channel: a b, SECRET}` | channel is one word",
                "twice | `[{name: a, type: PagerDuty, SECRET}, {name: a, type: PagerDuty, SECRET}]` | notification 2: another one has the name a",
            })
    void what_cannot_be_read_says_what_to_write(String name, String text, String problem) {
        Recipients read = of(text == null ? null : text.replace("SECRET", SECRET));
        assertThat(read.all()).isEmpty();
        assertThat(read.problem())
                .startsWith("key notifications of ConfigMap ops/lastgood-notifications cannot be read: ")
                .contains(problem)
                .endsWith("; write a list like spec.notifications of a ModelDeployment, [] for nobody")
                .hasSizeLessThan(1000)
                .doesNotContain("\n");
    }

    @Test
    void too_much_is_not_read() {
        assertThat(of("[" + "1,".repeat(40_000) + "1]").problem()).contains("longer than 16384 characters");
        assertThat(of("- &a [x, x, x]\n" + "- [*a, *a, *a]\n".repeat(100)).problem())
                .isNotNull();
        assertThat(of("[".repeat(16_000)).problem()).isNotNull();
        assertThat(of("- ".repeat(8_000)).problem()).isNotNull();
        StringBuilder nine = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            nine.append("- {name: n")
                    .append(i)
                    .append(", type: PagerDuty, ")
                    .append(SECRET)
                    .append("}\n");
        }
        assertThat(of(nine.toString()).problem()).contains("there are more than 8");
    }

    @Test
    void a_model_s_own_list_comes_first_even_an_empty_one_and_its_secrets_are_its_own() {
        var model = IncidentStory.model("pricing");
        assertThat(Recipients.of(model)).isNull();
        model.getSpec().notifications = List.of();
        assertThat(Recipients.of(model).all()).isEmpty();
        Notification half = new Notification();
        half.name = "half";
        model.getSpec().notifications = List.of(
                half, of("[{name: a, type: PagerDuty, " + SECRET + "}]").all().get(0));
        assertThat(Recipients.of(model).all()).extracting(n -> n.name).containsExactly("a");
        assertThat(Recipients.of(model).secrets()).isEqualTo("ai");
    }
}
