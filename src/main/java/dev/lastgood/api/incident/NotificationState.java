package dev.lastgood.api.incident;

/** How a notification stands. */
public enum NotificationState {
    /** Could not be sent yet; tried again by itself. */
    Pending,
    /** Being sent. */
    Running,
    /** Sent. */
    Done,
    /** Refused; tried again when there is something new to say, or the ModelDeployment changes. */
    Failed,
    /** Perhaps sent: no answer came. */
    Unknown
}
