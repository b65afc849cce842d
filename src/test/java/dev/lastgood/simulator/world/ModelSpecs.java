package dev.lastgood.simulator.world;

import dev.lastgood.api.ConfigMapKeyRef;
import dev.lastgood.api.ObjectRef;
import dev.lastgood.api.SecretKeyRef;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.model.Breaker;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.FlagDisable;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.Goodness;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentSpec;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.model.Route;
import dev.lastgood.api.model.WorkloadRef;
import dev.lastgood.api.probe.HttpCheck;
import dev.lastgood.api.probe.Probe;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;

/** Writes the models of a history as a team would. */
final class ModelSpecs {

    static ModelDeployment of(String name, Terms terms, String createdAt) {
        ModelDeployment model = new ModelDeployment();
        model.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(Cluster.NAMESPACE)
                .withUid("uid-" + name)
                .withGeneration(1L)
                .withCreationTimestamp(createdAt)
                .build());
        ModelDeploymentSpec spec = new ModelDeploymentSpec();
        spec.gateway = new Gateway();
        spec.gateway.workloadRef = new WorkloadRef();
        spec.gateway.workloadRef.name = Cluster.WORKLOAD;
        spec.gateway.configReload = terms.reading == Terms.Reading.RELOADED;
        spec.goodness = new Goodness();
        spec.goodness.soak = terms.soak + "s";
        spec.goodness.minGoodSamples = 20;
        spec.revisionHistoryLimit = terms.historyLimit;
        spec.response = new Response();
        spec.response.mode = terms.mode;
        spec.response.settle = terms.settle + "s";
        spec.response.goodFor = terms.goodFor + "s";
        spec.response.resolveAfter = terms.resolveAfter + "s";
        spec.response.suspectWindow = terms.suspectWindow + "s";
        spec.response.rollbackDeadline = terms.rollbackDeadline + "s";
        spec.response.breaker = new Breaker();
        spec.response.breaker.rollbacks = terms.breaker;
        spec.probes = new ArrayList<>();
        for (int i = 0; i < terms.probes; i++) {
            spec.probes.add(probe("probe" + i, terms));
        }
        spec.flags = new ArrayList<>();
        for (int i = 0; i < terms.flags; i++) {
            spec.flags.add(flag(name + "-flag" + i, terms.flagAlways && i == 0));
        }
        if (terms.route) {
            spec.route = new Route();
            spec.route.httpRouteRef = new ObjectRef();
            spec.route.httpRouteRef.name = name + "-route";
        }
        spec.notifications = new ArrayList<>(List.of(receiver("pager", NotificationType.PagerDuty), chat()));
        model.setSpec(spec);
        return model;
    }

    static Probe probe(String name, Terms terms) {
        Probe probe = new Probe();
        probe.name = name;
        probe.trigger = Trigger.Hallucination;
        probe.failAfter = terms.failAfter;
        probe.http = new HttpCheck();
        probe.http.path = "/" + name;
        return probe;
    }

    static Flag flag(String name, boolean always) {
        Flag flag = new Flag();
        flag.name = name;
        flag.configMapRef = new ConfigMapKeyRef();
        flag.configMapRef.name = "flags-" + name;
        flag.configMapRef.key = "flags.json";
        flag.disable = always ? FlagDisable.Always : FlagDisable.WhenRollbackUnavailable;
        return flag;
    }

    private static Notification chat() {
        Notification chat = receiver("chat", NotificationType.Slack);
        chat.channel = "C0123456789";
        return chat;
    }

    private static Notification receiver(String name, NotificationType type) {
        Notification to = new Notification();
        to.name = name;
        to.type = type;
        to.secretRef = new SecretKeyRef();
        to.secretRef.name = name;
        to.secretRef.key = "key";
        return to;
    }

    private ModelSpecs() {}
}
