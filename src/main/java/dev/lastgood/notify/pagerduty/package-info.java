/** PagerDuty's Events API v2: what an incident's alert looks like and what the replies mean. Only PagerDuty's own words belong here. */
package dev.lastgood.notify.pagerduty;
