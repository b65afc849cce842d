package dev.lastgood.decide.revision;

/**
 * What people declared about a revision and Lastgood has carried out.
 *
 * @param goodApplied the annotation that declares the revision good was applied; an annotation acts once, until it is
 *     removed and written again
 * @param releaseApplied the annotation that releases the revision was applied; it also acts once
 * @param floor no rollback restores an older revision
 */
public record Declarations(boolean goodApplied, boolean releaseApplied, boolean floor) {

    public static final Declarations NONE = new Declarations(false, false, false);

    Declarations goodApplied(boolean applied) {
        return new Declarations(applied, releaseApplied, floor);
    }

    Declarations releaseApplied(boolean applied) {
        return new Declarations(goodApplied, applied, floor);
    }
}
