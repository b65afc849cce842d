package dev.lastgood.rest.alert;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lastgood.act.incident.IncidentOpener;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.config.AlertsConfig;
import dev.lastgood.decide.opening.Alert;
import dev.lastgood.decide.opening.AlertDecision;
import dev.lastgood.decide.opening.AlertMark;
import dev.lastgood.decide.opening.AlertOpening;
import dev.lastgood.lib.kube.ApiRefusal;
import dev.lastgood.observe.kube.WatchedIncidents;
import dev.lastgood.rest.http.Caller;
import dev.lastgood.rest.http.KubeProblem;
import dev.lastgood.rest.http.Permission;
import dev.lastgood.rest.http.PlainText;
import dev.lastgood.rest.http.ProblemException;
import dev.lastgood.rest.http.ResourcePaths;
import dev.lastgood.rest.model.Models;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a group of alerts in: one incident for each model and trigger. An alert that is no use does not stop the others. */
@ApplicationScoped
class AlertIntake {

    private static final int NAMED = 50;

    private final WatchedIncidents incidents;
    private final Models models;
    private final IncidentOpener opener;
    private final AlertReader reader;
    private final MeterRegistry metrics;
    private final Clock clock;

    /** What was opened a moment ago, until the watch has it. */
    private final Cache<String, AIIncident> opened =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofSeconds(30)).build();

    AlertIntake(
            WatchedIncidents incidents,
            Models models,
            IncidentOpener opener,
            AlertsConfig config,
            MeterRegistry metrics,
            Clock clock) {
        this.incidents = incidents;
        this.models = models;
        this.opener = opener;
        this.reader = new AlertReader(config, clock);
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Returns what became of them. One group after the other: two that come at once are about one incident.
     *
     * @throws ProblemException where the API server did not take something: all is sent again, and what is done stays done
     */
    synchronized AlertsAnswer take(Caller caller, AlertGroup group) {
        AlertsAnswer answer = new AlertsAnswer(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                group.truncatedAlerts());
        ProblemException failed = null;
        for (var about : bySubject(group, answer).entrySet()) {
            try {
                take(caller, about.getKey(), about.getValue(), answer);
            } catch (ProblemException e) {
                if (e.problem().status() >= 500 || e.problem().status() == 429) {
                    failed = e;
                } else {
                    ignore(
                            answer,
                            "all of " + about.getKey().modelId(),
                            e.problem().detail());
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
        return answer;
    }

    private Map<AlertReader.Subject, List<Alert>> bySubject(AlertGroup group, AlertsAnswer answer) {
        Map<AlertReader.Subject, List<Alert>> about = new LinkedHashMap<>();
        for (AlertGroup.OneAlert alert : group.alerts()) {
            try {
                about.computeIfAbsent(reader.subject(alert), unknown -> new ArrayList<>())
                        .add(reader.read(alert));
            } catch (AlertReader.Unusable e) {
                ignore(answer, AlertReader.name(alert), e.getMessage());
            }
        }
        return about;
    }

    private void take(Caller caller, AlertReader.Subject about, List<Alert> alerts, AlertsAnswer answer) {
        ModelDeployment model = models.find(caller, Permission.CREATE_INCIDENTS, about.modelId(), about.namespace());
        List<AIIncident> known = known(model, about.trigger());
        AlertDecision decision = AlertOpening.of(model, about.trigger(), alerts, caller.user(), known, clock.instant());
        if (decision instanceof AlertDecision.Open open) {
            open(model, about.trigger(), open.incident(), answer);
        } else if (decision instanceof AlertDecision.Join join) {
            told(answer.joined(), "joined", join.incident());
        } else if (decision instanceof AlertDecision.Known ended) {
            told(answer.known(), "known", ended.incident());
        }
        List<AIIncident> same = known.stream()
                .filter(i -> i.getSpec() != null && i.getSpec().trigger == about.trigger())
                .toList();
        for (AlertMark mark : AlertMark.of(alerts, same, decision)) {
            send(() -> opener.mark(mark.incident(), mark.annotations()));
            if (mark.isLast()) {
                told(answer.resolved(), "resolved", mark.incident());
            }
        }
    }

    private void open(ModelDeployment model, Trigger trigger, AIIncident incident, AlertsAnswer answer) {
        boolean[] isNew = new boolean[1];
        send(() -> isNew[0] = opener.open(incident, "alerts"));
        opened.put(key(model, trigger), incident);
        if (isNew[0]) {
            told(answer.opened(), "opened", incident);
        } else {
            told(answer.joined(), "joined", incident);
        }
    }

    private List<AIIncident> known(ModelDeployment model, Trigger trigger) {
        List<AIIncident> known = new ArrayList<>(incidents.of(model));
        AIIncident fresh = opened.getIfPresent(key(model, trigger));
        if (fresh != null
                && known.stream().noneMatch(i -> i.getMetadata()
                        .getName()
                        .equals(fresh.getMetadata().getName()))) {
            known.add(fresh);
        }
        return known;
    }

    private static String key(ModelDeployment model, Trigger trigger) {
        return model.getMetadata().getUid() + "/" + trigger;
    }

    private static void send(Runnable request) {
        try {
            request.run();
        } catch (KubernetesClientException e) {
            throw switch (ApiRefusal.of(e)) {
                case Invalid, GuardFailed -> KubeProblem.of(e);
                default -> KubeProblem.unavailable();
            };
        }
    }

    private void told(List<String> where, String outcome, AIIncident incident) {
        where.add(ResourcePaths.incident(
                incident.getMetadata().getNamespace(), incident.getMetadata().getName()));
        outcomes(outcome).increment();
    }

    private void ignore(AlertsAnswer answer, String alert, String why) {
        outcomes("ignored").increment();
        if (answer.ignored().size() < NAMED) {
            answer.ignored().add(new AlertsAnswer.Ignored(PlainText.of(alert), why));
        }
    }

    /** At zero from the start: the first of a kind would else be no increase. */
    void register(@Observes StartupEvent start) {
        List.of("opened", "joined", "known", "resolved", "ignored").forEach(this::outcomes);
    }

    private Counter outcomes(String outcome) {
        return metrics.counter("lastgood.alerts", "outcome", outcome);
    }
}
