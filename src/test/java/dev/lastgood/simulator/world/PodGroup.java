package dev.lastgood.simulator.world;

import java.time.Instant;

/**
 * The pods of one ReplicaSet.
 *
 * @param stamp what of the template carries no behavior, such as kubectl's restartedAt
 * @param body what they run: ConfigMaps as they were when the pods started, or as they were reloaded
 * @param started in whole seconds, as Kubernetes has it
 * @param readySince the same; null: it is not ready
 */
public record PodGroup(int stamp, Body body, Instant started, int count, Instant readySince) {

    public boolean ready() {
        return readySince != null;
    }

    PodGroup with(Body reloaded) {
        return new PodGroup(stamp, reloaded, started, count, readySince);
    }

    PodGroup counting(int pods) {
        return new PodGroup(stamp, body, started, pods, readySince);
    }

    PodGroup readyAt(Instant time) {
        return new PodGroup(stamp, body, started, count, time);
    }

    boolean isOf(String image, int ofStamp) {
        return stamp == ofStamp && body.image().equals(image);
    }
}
