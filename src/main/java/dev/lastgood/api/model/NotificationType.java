package dev.lastgood.api.model;

import static dev.lastgood.api.model.Channel.Ability.EditsMessage;
import static dev.lastgood.api.model.Channel.Ability.ListsMessages;
import static dev.lastgood.api.model.Channel.Ability.NeedsChannel;
import static dev.lastgood.api.model.Channel.Ability.NeedsSigningSecret;
import static dev.lastgood.api.model.Channel.Ability.PagesFirst;
import static dev.lastgood.api.model.Channel.Ability.ThreadsTimeline;
import static dev.lastgood.api.model.Channel.News.Alert;
import static dev.lastgood.api.model.Channel.News.EveryChange;
import static dev.lastgood.api.model.Channel.News.Milestones;

import java.time.Duration;

/** How people are told, and what each way can do. */
public enum NotificationType {
    /** Events API v2. The same key again is the same page; after ten minutes a person may have resolved it, and it would be a new one. */
    PagerDuty(new Channel(Alert, Duration.ofMinutes(10), PagesFirst, EditsMessage)),
    /** Web API, with a bot token. */
    Slack(new Channel(EveryChange, Duration.ZERO, EditsMessage, ThreadsTimeline, ListsMessages, NeedsChannel)),
    /** Incoming webhook. */
    SlackWebhook(new Channel(Milestones, Duration.ZERO)),
    /** CloudEvents, signed as Standard Webhooks says. A receiver recognizes a repeated event by its id. */
    Webhook(new Channel(EveryChange, Duration.ofDays(1), NeedsSigningSecret)),
    /** A workflow that posts an Adaptive Card. */
    MicrosoftTeams(new Channel(Milestones, Duration.ZERO));

    private final Channel channel;

    NotificationType(Channel channel) {
        this.channel = channel;
    }

    /** What it can do. */
    public Channel channel() {
        return channel;
    }
}
