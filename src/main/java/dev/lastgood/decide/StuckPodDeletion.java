package dev.lastgood.decide;

import java.util.List;

/** The order to delete pods for which a StatefulSet would wait for ever before it replaces them. */
public record StuckPodDeletion(List<StuckPod> pods) implements ClusterAction {}
