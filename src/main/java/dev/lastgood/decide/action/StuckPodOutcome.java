package dev.lastgood.decide.action;

import java.util.List;

/**
 * What became of the order to delete stuck pods. One that is in neither list had gone or changed, and is looked at again.
 *
 * @param deleted names of those that were deleted
 * @param refused why the others may not be deleted, null where none was refused
 */
public record StuckPodOutcome(List<String> deleted, String refused) {}
