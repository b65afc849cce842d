package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** What an administrator sets for notifications. */
@ConfigMapping(prefix = "lastgood.notify")
public interface NotifyConfig {

    /** Where PagerDuty's Events API is: https://events.eu.pagerduty.com for accounts in the EU. */
    @WithDefault("https://events.pagerduty.com")
    String pagerdutyUrl();

    /** Where Slack's Web API is. */
    @WithDefault("https://slack.com")
    String slackUrl();

    /** Whether the URL of a webhook (SlackWebhook, Webhook, MicrosoftTeams) may be plain http. */
    @WithDefault("false")
    boolean allowHttp();

    /** In which time zone the business day begins until which an update of a Sev3 is due. */
    @WithDefault("UTC")
    ZoneId timeZone();

    /** How long a request may take. */
    @WithDefault("10s")
    Duration timeout();
}
