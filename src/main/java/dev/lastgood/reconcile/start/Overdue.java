package dev.lastgood.reconcile.start;

import dev.lastgood.decide.aftermath.Aftermath;
import dev.lastgood.decide.aftermath.Updates;
import dev.lastgood.observe.kube.WatchedIncidents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How many retrospectives and updates are overdue, counted when somebody asks: nothing to keep in step with what was deleted. */
@ApplicationScoped
public class Overdue {

    void register(@Observes StartupEvent start, MeterRegistry registry, WatchedIncidents incidents) {
        Gauge.builder("lastgood.retrospectives.overdue", incidents, i -> i.all()
                        .filter(Aftermath::isOverdue)
                        .count())
                .description("Incidents, drills left out, whose retrospective should have been held by now")
                .strongReference(true)
                .register(registry);
        Gauge.builder("lastgood.updates.overdue", incidents, i -> i.all()
                        .filter(Updates::isOverdue)
                        .count())
                .description("Incidents, drills left out, of which people should have heard something new by now")
                .strongReference(true)
                .register(registry);
    }
}
