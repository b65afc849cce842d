package dev.lastgood.record;

import java.util.Collection;

/**
 * The ledger's keys in memory, so that deciding about an incident never waits for Postgres. Each incident has a key, and one more for
 * each revision that it was about. Fingerprints of 64 bits, 16 bytes a key: 100,000 incidents take 16 MB. That two keys of as many share
 * one has a chance of 3 in 1,000,000,000.
 */
final class KnownIncidents {

    private static final long SEVERAL = -1;

    private long[] keys = new long[1024];
    private long[] owners = new long[1024];
    private int size;

    /**
     * Remembers an incident.
     *
     * @param acted it counts as old for its own uid too
     * @param suspect null: it is not known, so the incident may have been about any revision
     * @param restored null: none, or not yet
     */
    synchronized void add(
            String namespace, String name, int attempt, String uid, boolean acted, String suspect, String restored) {
        String key = key(namespace, name, attempt);
        long owner = acted ? SEVERAL : fingerprint(uid);
        add(fingerprint(key), owner);
        add(fingerprint(key + "/" + (suspect == null ? "" : suspect)), owner);
        if (restored != null) {
            add(fingerprint(key + "/" + restored), owner);
        }
    }

    private void add(long key, long owner) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = slot(keys, key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            owners[slot] = owner;
            size++;
        } else if (owners[slot] != owner) {
            owners[slot] = SEVERAL;
        }
    }

    /**
     * @param revisions those that the incident could be about now; empty: not known
     * @return true if it was acted on, or if another uid had the same namespace, name and attempt, and was about these revisions
     */
    synchronized boolean contains(
            String namespace, String name, int attempt, String uid, Collection<String> revisions) {
        String key = key(namespace, name, attempt);
        boolean aboutAny = contains(key + "/", uid);
        return contains(key, uid) && (aboutAny || revisions.stream().allMatch(r -> contains(key + "/" + r, uid)));
    }

    private boolean contains(String text, String uid) {
        long key = fingerprint(text);
        int slot = slot(keys, key);
        return keys[slot] == key && owners[slot] != fingerprint(uid);
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldOwners = owners;
        keys = new long[oldKeys.length * 2];
        owners = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                owners[slot] = oldOwners[i];
            }
        }
    }

    private static int slot(long[] keys, long key) {
        int slot = (int) key & keys.length - 1;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private static String key(String namespace, String name, int attempt) {
        // Neither a namespace nor a name can hold a slash.
        return namespace + "/" + name + "/" + attempt;
    }

    /** FNV-1a with a final mix (MurmurHash3's), never 0 or {@link #SEVERAL}. */
    private static long fingerprint(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == 0 || hash == SEVERAL ? 1 : hash;
    }
}
