package dev.lastgood.api.model;

import java.time.Duration;
import java.util.Set;

/**
 * What a type of receiver can do. Each type declares it in {@link NotificationType}, so that the rules need not know any receiver by
 * name.
 *
 * @param news which changes of an incident are sent
 * @param repeatable how long the receiver recognizes a message that is sent again after a lost reply; zero: it does not
 */
public record Channel(News news, Duration repeatable, Set<Ability> abilities) {

    /** Which changes of an incident are sent. */
    public enum News {
        /** One alert: opened, acknowledged and closed. Once accepted, it is never opened again. */
        Alert,
        /** Every change of what is known. */
        EveryChange,
        /** Only what people must know: opened, Mitigated, NeedsHuman and over, and that what was said is not so any more. */
        Milestones
    }

    /** What a receiver can do beyond taking a message, and which fields of a {@link Notification} it needs for it. */
    public enum Ability {
        /** It pages someone: it is notified before the rollback begins, and before the status says so. */
        PagesFirst,
        /** It keeps one message for each incident, which later ones change. Otherwise each message stands alone. */
        EditsMessage,
        /** It shows the lines of the timeline in a thread. */
        ThreadsTimeline,
        /** It can be asked whether a message whose reply was lost arrived. */
        ListsMessages,
        /** It posts into the channel that the field {@code channel} names. */
        NeedsChannel,
        /** It gets signed messages: the field {@code signingSecretRef} names the secret. */
        NeedsSigningSecret
    }

    /** Copies the abilities. */
    public Channel {
        abilities = Set.copyOf(abilities);
    }

    public Channel(News news, Duration repeatable, Ability... abilities) {
        this(news, repeatable, Set.of(abilities));
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    /** A message whose reply was lost may be sent again: no one sees it twice. */
    public boolean mayRepeat() {
        return can(Ability.ListsMessages) || !repeatable.isZero();
    }
}
