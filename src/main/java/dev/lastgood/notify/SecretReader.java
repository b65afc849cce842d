package dev.lastgood.notify;

import dev.lastgood.api.SecretKeyRef;

/** Reads a key of a Secret in the namespace of whoever declared the notification. */
@FunctionalInterface
public interface SecretReader {

    /**
     * Returns the value without surrounding white space.
     *
     * @throws NotSent if the Secret or the key is missing or may not be read, with what to do
     */
    String read(SecretKeyRef ref) throws NotSent;
}
