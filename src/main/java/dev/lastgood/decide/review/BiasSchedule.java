package dev.lastgood.decide.review;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.lastgood.api.model.BiasReview;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The times of a UNIX cron expression in its time zone. */
final class BiasSchedule {

    private static final CronDefinition UNIX = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final String WRITE =
            ": write minute, hour, day of month, month and day of week, such as 0 9 1 */3 * (9:00 on the first of every third month)";

    private final ExecutionTime times;
    private final ZoneId zone;

    private BiasSchedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Returns the times that are asked for.
     *
     * @throws IllegalArgumentException where it cannot be read, or never comes after {@code now}; the message says what to
     *     write instead
     */
    static BiasSchedule of(BiasReview asked, Instant now) {
        ZoneId zone;
        try {
            zone = ZoneId.of(asked.timeZone == null ? "UTC" : asked.timeZone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "spec.biasReview.timeZone " + asked.timeZone + " is not known: write one such as Europe/Berlin", e);
        }
        BiasSchedule schedule;
        boolean comes;
        try {
            schedule = new BiasSchedule(
                    ExecutionTime.forCron(
                            new CronParser(UNIX).parse(asked.schedule).validate()),
                    zone);
            comes = schedule.next(now).isPresent();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "spec.biasReview.schedule " + asked.schedule + " cannot be read" + WRITE, e);
        }
        if (!comes) {
            throw new IllegalArgumentException("spec.biasReview.schedule " + asked.schedule + " never comes" + WRITE);
        }
        return schedule;
    }

    /** The first time after {@code now}. */
    Optional<Instant> next(Instant now) {
        return times.nextExecution(ZonedDateTime.ofInstant(now, zone)).map(ZonedDateTime::toInstant);
    }

    boolean comesAt(Instant time) {
        return times.isMatch(ZonedDateTime.ofInstant(time, zone));
    }
}
