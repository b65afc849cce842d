package dev.lastgood.simulator.world;

import java.time.Instant;

/**
 * The pods of one ReplicaSet.
 *
 * @param stamp what of the template carries no behavior, such as kubectl's restartedAt
 * @param body what they run: ConfigMaps as they were when the pods started, or as they were reloaded
 * @param started in whole seconds, as Kubernetes has it
 */
public record PodGroup(int stamp, Body body, Instant started, int count, boolean ready) {

    PodGroup with(Body reloaded) {
        return new PodGroup(stamp, reloaded, started, count, ready);
    }

    PodGroup counting(int pods) {
        return new PodGroup(stamp, body, started, pods, ready);
    }

    PodGroup becoming(boolean isReady) {
        return new PodGroup(stamp, body, started, count, isReady);
    }

    boolean isOf(String image, int ofStamp) {
        return stamp == ofStamp && body.image().equals(image);
    }
}
