package dev.lastgood.decide.workload;

import java.time.Instant;

/**
 * The pods with the template that pods were made of last, while there are pods of another one.
 *
 * @param started when the oldest of those that are ready started; null: none is ready
 * @param readySince when the first of them got ready; null: none is
 */
public record NewestPods(Instant started, Instant readySince) {

    /** At least one of them answers. */
    public boolean areReady() {
        return readySince != null;
    }
}
