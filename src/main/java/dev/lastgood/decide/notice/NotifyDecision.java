package dev.lastgood.decide.notice;

import dev.lastgood.api.incident.AIIncidentStatus;
import java.time.Duration;
import java.util.List;

/**
 * Who is to be told now.
 *
 * @param status with what is under way
 * @param tasks what to send after the status is written
 * @param recheck when to try again though nothing happens, null: never
 */
public record NotifyDecision(AIIncidentStatus status, List<NotifyTask> tasks, Duration recheck) {}
