package dev.lastgood.api.incident;

/** How far a step of an incident is. */
public enum StepState {
    /** Waits for something; the reason says what. Tried again by itself. */
    Pending,
    /** The intent is written; the effect is under way or its result is not known yet. */
    Running,
    /** The effect is there. */
    Done,
    /** It cannot be had; the reason says why. The next rung or a person follows. */
    Failed,
    /** Not needed, or not possible from the start; the reason says which. */
    Skipped
}
