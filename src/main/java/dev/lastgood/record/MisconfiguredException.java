package dev.lastgood.record;

/** A setting, a grant or a table is not as it must be; the message says what to write or to run. */
final class MisconfiguredException extends Exception {
    MisconfiguredException(String message) {
        super(message);
    }
}
