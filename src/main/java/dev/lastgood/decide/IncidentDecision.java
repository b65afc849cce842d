package dev.lastgood.decide;

import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.decide.action.ClusterAction;
import dev.lastgood.decide.task.RecordTask;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done about an incident now, and the status that holds if it is done.
 *
 * @param status the next status; what {@code action} brings is added by {@link IncidentRules#after}
 * @param action what to change in the cluster first, null: nothing
 * @param tasks what to write to Postgres, after the status is written
 * @param recheck when to look again though nothing happens, null: never
 */
public record IncidentDecision(
        AIIncidentStatus status, ClusterAction action, List<RecordTask> tasks, Duration recheck) {}
