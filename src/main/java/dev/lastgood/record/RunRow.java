package dev.lastgood.record;

/** A row of the table of runs; what is not there is null, and times are as Postgres writes them. */
public record RunRow(
        String id,
        String action,
        String status,
        String targetVersion,
        String triggeredBy,
        String createdAt,
        String completedAt,
        String errorMessage) {}
