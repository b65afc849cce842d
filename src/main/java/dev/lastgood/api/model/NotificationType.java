package dev.lastgood.api.model;

/** How people are told. */
public enum NotificationType {
    /** Events API v2. */
    PagerDuty,
    /** Web API, with a bot token. */
    Slack,
    /** Incoming webhook. */
    SlackWebhook
}
