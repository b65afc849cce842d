/**
 * Slack: its Web API with a bot token, its incoming webhooks, and the message that both show. Only Slack's own words belong here,
 * among them its markup and how texts of users are escaped for it.
 */
package dev.lastgood.notify.slack;
