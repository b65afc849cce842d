package dev.lastgood.reconcile.model;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.probe.Corroboration;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.probe.Sample;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.observe.kube.GatewayObserver;
import dev.lastgood.observe.kube.WatchedModels;
import dev.lastgood.observe.kube.WorkloadKey;
import dev.lastgood.observe.probe.ProbeBoard;
import dev.lastgood.observe.probe.ProbeSchedule;
import dev.lastgood.reconcile.Wakeups;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** From the models' probes to what they say: asks them, has their samples counted, and wakes whom a verdict concerns. */
@ApplicationScoped
public class ProbeSampling {

    private final WatchedModels models;
    private final GatewayObserver gateways;
    private final ProbeBoard board;
    private final ProbeSchedule schedule;
    private final ProbeOpening opening;
    private final StartingUp starting = new StartingUp();

    ProbeSampling(
            WatchedModels models,
            GatewayObserver gateways,
            ProbeBoard board,
            ProbeSchedule schedule,
            ProbeOpening opening,
            Wakeups wakeups) {
        this.models = models;
        this.gateways = gateways;
        this.board = board;
        this.schedule = schedule;
        this.opening = opening;
        schedule.onSample(this::sampled);
        board.onChange((namespace, model) ->
                models.find(namespace, model).map(WorkloadKey::of).ifPresent(wakeups::wake));
        models.onChange(this::forgetDeleted);
    }

    /** Takes up what an operator before this one had counted, before anything is decided without it. */
    void begin(WorkloadKey workload) {
        for (ModelDeployment model : models.of(workload)) {
            if (!model.getSpec().probes.isEmpty() && !board.follows(model)) {
                board.follow(model, gateways.serving(workload).orElse(null));
            }
        }
    }

    /**
     * Probes the model from now on, counts the samples for {@code serving}, and opens an incident if the verdicts call for
     * one. Returns what the model's own probes say of {@code serving}, by name.
     */
    Map<String, ProbeState> probe(ModelDeployment model, Revision serving) {
        board.follow(model, serving);
        schedule.set(model);
        Map<String, ProbeState> verdicts = board.states(model, serving == null ? null : serving.name());
        opening.open(model, serving, verdicts);
        return verdicts;
    }

    private void sampled(String namespace, String model, Sample sample) {
        boolean down = models.find(namespace, model)
                .map(WorkloadKey::of)
                .filter(workload -> starting.isDown(
                        workload.toString(), gateways.rollout(workload).orElse(null), sample.at()))
                .isPresent();
        board.sampled(namespace, model, Corroboration.of(sample, down));
    }

    private void forgetDeleted(ModelDeployment changed) {
        String namespace = changed.getMetadata().getNamespace();
        String name = changed.getMetadata().getName();
        if (models.find(namespace, name).isEmpty()) {
            schedule.remove(namespace, name);
            board.forget(namespace, name);
        }
    }
}
