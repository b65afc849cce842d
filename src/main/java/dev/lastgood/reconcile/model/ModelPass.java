package dev.lastgood.reconcile.model;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.observe.kube.WorkloadKey;
import java.util.List;

/**
 * One pass over a model.
 *
 * @param incidents the model's own, as they were when the pass began: what it opens itself is for the next one
 */
record ModelPass(ModelDeployment model, WorkloadKey workload, List<AIIncident> incidents) {}
