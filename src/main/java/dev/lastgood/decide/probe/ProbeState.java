package dev.lastgood.decide.probe;

import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.lib.BoundedText;
import java.time.Instant;

/**
 * What the samples of one probe say, taken together. Each sample makes the next state; nothing else is kept of it.
 *
 * @param verdict Bad after {@code failAfter} Bad samples in a row, Unknown after as many Unknown ones and before the first
 *     sample, Good with the first Good one
 * @param since since when the verdict is what it is, null before the first sample
 * @param bads Bad samples in a row; Unknown ones between them say nothing
 * @param unknowns Unknown samples in a row
 * @param goodSince when the present run of Good samples began, null: the last one that said something was not Good
 * @param counts samples that count for the goodness of what serves
 * @param reason of the sample that made the verdict, null before the first
 * @param message its facts, null before the first
 * @param badSince when the verdict first became Bad after the last Good sample, whichever revision served; null: it did not. What
 *     was bad before a revision began is not to be laid on it
 */
public record ProbeState(
        Outcome verdict,
        Instant since,
        int bads,
        int unknowns,
        Instant goodSince,
        Counts counts,
        Reason reason,
        String message,
        Instant badSince) {

    /** Good and Bad samples. */
    public record Counts(int good, int bad) {
        public static final Counts NONE = new Counts(0, 0);
    }

    /** Before the first sample. */
    public static final ProbeState NONE =
            new ProbeState(Outcome.Unknown, null, 0, 0, null, Counts.NONE, Reason.NoSampleYet, "no sample yet", null);

    /** What was written down of it by an operator that ended; what was not, counts as not taken. */
    public static ProbeState remembered(
            Outcome verdict, Instant since, int bads, Reason reason, String message, Instant badSince) {
        // An older operator did not write it down.
        Instant bad = badSince == null && verdict == Outcome.Bad ? since : badSince;
        return new ProbeState(verdict, since, bads, 0, null, Counts.NONE, reason, message, bad);
    }

    /** Another revision serves: nothing was sampled of it yet, and what was bad is bad until a Good sample. */
    public ProbeState ofAnother() {
        return carried(badSince);
    }

    /** Before the first sample of what serves. */
    public static ProbeState carried(Instant badSince) {
        return new ProbeState(NONE.verdict, NONE.since, 0, 0, null, Counts.NONE, NONE.reason, NONE.message, badSince);
    }

    /** It was bad already before this time, and has had no Good sample since. */
    public boolean isBadSinceBefore(Instant served) {
        return badSince != null && badSince.isBefore(served);
    }

    /** The same verdict with other counts: the soak began anew. */
    public ProbeState counting(Counts from) {
        return new ProbeState(verdict, since, bads, unknowns, goodSince, from, reason, message, badSince);
    }

    /**
     * The state after {@code sample}.
     *
     * @param failAfter how many in a row make a verdict
     * @param settled false: what serves has changed a moment ago; nothing Bad is laid on it
     * @param counts the sample counts for the goodness of what serves
     */
    public ProbeState after(Sample sample, int failAfter, boolean settled, boolean counts) {
        return switch (sample.outcome()) {
            case Good ->
                next(
                        Outcome.Good,
                        sample,
                        0,
                        0,
                        goodSince == null ? sample.at() : goodSince,
                        counts ? new Counts(this.counts.good + 1, this.counts.bad) : this.counts);
            case Bad -> {
                int row = settled ? bads + 1 : 0;
                yield next(
                        row >= failAfter ? Outcome.Bad : verdict,
                        sample,
                        row,
                        0,
                        null,
                        counts ? new Counts(this.counts.good, this.counts.bad + 1) : this.counts);
            }
            case Unknown -> {
                int row = unknowns + 1;
                boolean lost = row >= failAfter;
                yield next(
                        lost ? Outcome.Unknown : verdict,
                        sample,
                        lost ? 0 : bads,
                        row,
                        lost ? null : goodSince,
                        this.counts);
            }
        };
    }

    /** Facts are those of the sample that made the verdict, so that nothing is written while it stands. */
    private ProbeState next(
            Outcome newVerdict, Sample sample, int newBads, int newUnknowns, Instant newGoodSince, Counts newCounts) {
        boolean first = since == null && newVerdict == sample.outcome();
        Instant bad = badSince(newVerdict, sample);
        return newVerdict != verdict || first
                ? new ProbeState(
                        newVerdict,
                        sample.at(),
                        newBads,
                        newUnknowns,
                        newGoodSince,
                        newCounts,
                        sample.reason(),
                        BoundedText.message(sample.message()),
                        bad)
                : new ProbeState(verdict, since, newBads, newUnknowns, newGoodSince, newCounts, reason, message, bad);
    }

    private Instant badSince(Outcome newVerdict, Sample sample) {
        if (sample.outcome() == Outcome.Good) {
            return null;
        }
        return newVerdict == Outcome.Bad && badSince == null ? sample.at() : badSince;
    }
}
