package dev.lastgood.decide.run;

import dev.lastgood.api.model.RunState;
import java.util.UUID;

/**
 * The row of a retrain run as it should be.
 *
 * @param errorMessage null unless it failed
 */
public record RunRecord(
        UUID id,
        String modelId,
        RunState state,
        String targetVersion,
        String triggeredBy,
        String gitRef,
        String traceId,
        String reason,
        RunTimes times,
        String errorMessage) {

    /** Of one run, in one state: what came of recording it is told apart by this. */
    public String key() {
        return id + "/" + state;
    }
}
