package dev.lastgood.api;

/** How far Lastgood goes by itself. */
public enum ResponseMode {
    /** Nothing is changed: evidence is captured, the plan is shown, people are asked. */
    Observe,
    /** The plan stands in status.plan and is carried out once spec.response.approvedPlan carries its hash. */
    Suggest,
    /** The plan is carried out at once. */
    Auto
}
