package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.Step;
import dev.lastgood.api.incident.StepType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The steps that only record. They run beside the ladder, also while it waits. */
public final class RecordSteps {

    private static final Set<StepType> TYPES = EnumSet.of(
            StepType.RecordEvidence,
            StepType.FailRun,
            StepType.RecordRollback,
            StepType.FinishRollback,
            StepType.BiasReview);

    public static boolean is(Step step) {
        return TYPES.contains(step.type);
    }

    /** Returns whether nothing else was begun yet. */
    public static boolean areAll(List<Step> steps) {
        return steps.stream().allMatch(RecordSteps::is);
    }

    private RecordSteps() {}
}
