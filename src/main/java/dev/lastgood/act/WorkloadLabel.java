package dev.lastgood.act;

/** The label that ties a revision to its workload. */
final class WorkloadLabel {

    /** Returns {@code Deployment.<name>}. */
    static String of(String deployment) {
        return "Deployment." + deployment;
    }

    private WorkloadLabel() {}
}
