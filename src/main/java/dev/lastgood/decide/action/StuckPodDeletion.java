package dev.lastgood.decide.action;

import dev.lastgood.decide.workload.StuckPod;
import java.util.List;

/** The order to delete pods for which a StatefulSet would wait for ever before it replaces them. */
public record StuckPodDeletion(List<StuckPod> pods) implements ClusterAction {}
