package dev.lastgood.decide.workload;

import dev.lastgood.lib.BoundedText;
import java.util.List;

/**
 * The controllers above a workload: its owner, the owner's owner and so on, as far as they are known.
 *
 * @param owners at least one, the workload's own owner first
 * @param end why no other owner is known
 */
public record OwnerChain(List<OwningController> owners, End end) {

    /** Why a chain of owners ends. */
    public enum End {
        /** Nothing controls the last owner. */
        Top,
        /** Lastgood may not read the last owner. */
        RightMissing,
        /** The last owner was not read: not yet, or it does not exist, or there are too many. */
        Unknown
    }

    /** Followed so far, which also ends a circle. */
    public static final int LONGEST = 8;

    private static final int OWNER_LIMIT = 150;

    /** Copies the list. */
    public OwnerChain {
        owners = List.copyOf(owners);
    }

    /** The chain of which only the workload's own owner is known. */
    public static OwnerChain unread(OwningController owner) {
        return new OwnerChain(List.of(owner), End.Unknown);
    }

    /** The highest owner that is known. */
    public OwningController top() {
        return owners.get(owners.size() - 1);
    }

    /** Who owns a workload, as in {@code Pool a (x/v1), owned by App b (y/v1), owns the Deployment gateway}. */
    public String words(String workload) {
        return above() + " owns the " + workload;
    }

    private String above() {
        if (owners.size() == 1) {
            return top().words();
        }
        int between = owners.size() - 2;
        return named(owners.get(0))
                + (between == 1 ? ", owned by " + named(owners.get(1)) : "")
                + (between > 1 ? ", through " + between + " others" : "")
                + ", owned by " + named(top()) + ",";
    }

    /** What a person changes to get an earlier version of the workload. */
    public String remedy() {
        String unread = end == End.RightMissing && !top().isKnown()
                ? ". Lastgood may not read the " + top().kind()
                        + ", so another object may own it: the value rbac.owners of "
                        + "the Helm chart grants that right"
                : "";
        return owners.stream()
                        .filter(OwningController::isCopying)
                        .findFirst()
                        .orElse(top())
                        .remedy()
                + unread;
    }

    private static String named(OwningController owner) {
        return BoundedText.of(owner.words(), OWNER_LIMIT);
    }
}
