package dev.lastgood.decide;

import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.AIIncidentSpec;
import dev.lastgood.api.model.Flag;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.Route;
import dev.lastgood.api.model.WorkloadKind;
import dev.lastgood.api.probe.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What must be there before anything is decided. The CRDs refuse most of it, but another release's CRD, or one that was
 * edited, lets it in; what could not be read is null here.
 */
public final class Validity {

    /** Returns what is wrong with the spec and what to write instead; empty where it can be worked with. */
    public static Optional<String> problem(AIIncident incident) {
        AIIncidentSpec spec = incident.getSpec();
        if (spec == null) {
            return Optional.of("spec is missing or cannot be read: write at least spec.modelRef.name and spec.trigger");
        }
        if (modelOf(incident).isEmpty()) {
            return Optional.of(
                    "spec.modelRef.name cannot be read: write the name of a ModelDeployment in this namespace");
        }
        if (spec.trigger == null) {
            return Optional.of("spec.trigger cannot be read: write one of " + Arrays.toString(Trigger.values()));
        }
        if (spec.severity == null) {
            return Optional.of("spec.severity cannot be read: write one of " + Arrays.toString(Severity.values()));
        }
        if (spec.attempt < 1) {
            return Optional.of(
                    "spec.attempt is no number from 1: write 1, or a larger one to ask for another rollback");
        }
        if (spec.resolution != null && spec.resolution.kind == null) {
            return Optional.of("spec.resolution.kind cannot be read: write Fixed, FalseAlarm or Accepted");
        }
        return Optional.empty();
    }

    /** Returns what is wrong with the spec and what to write instead; empty where it can be worked with. */
    public static Optional<String> problem(ModelDeployment model) {
        if (model.getSpec() == null) {
            return Optional.of("spec is missing or cannot be read: write at least spec.gateway.workloadRef.name");
        }
        Gateway gateway = model.getSpec().gateway;
        if (gateway == null || gateway.workloadRef == null || isBlank(gateway.workloadRef.name)) {
            return Optional.of(
                    "spec.gateway.workloadRef.name cannot be read: write the name of a workload in this namespace");
        }
        if (gateway.workloadRef.kind == null) {
            return Optional.of("spec.gateway.workloadRef.kind cannot be read: write one of "
                    + Arrays.toString(WorkloadKind.values()));
        }
        if (!areTexts(gateway.configMaps)) {
            return Optional.of("spec.gateway.configMaps cannot be read: write a list of names of ConfigMaps");
        }
        if (!areTexts(gateway.ignoreAnnotations)) {
            return Optional.of("spec.gateway.ignoreAnnotations cannot be read: write a list of names of annotations");
        }
        if (gateway.ignore != null
                && !(areTexts(gateway.ignore.annotations)
                        && areTexts(gateway.ignore.labels)
                        && areTexts(gateway.ignore.env))) {
            return Optional.of(
                    "spec.gateway.ignore cannot be read: write annotations, labels and env as lists of names");
        }
        if (gateway.sharedConfigMaps == null) {
            return Optional.of("spec.gateway.sharedConfigMaps cannot be read: write Refuse or Restore");
        }
        if (model.getSpec().probes == null || !model.getSpec().probes.stream().allMatch(Validity::isWhole)) {
            return Optional.of(
                    "spec.probes cannot be read: write a list whose elements have name, trigger and one of http, "
                            + "prometheus and prompt");
        }
        if (model.getSpec().flags == null || !model.getSpec().flags.stream().allMatch(Validity::isWhole)) {
            return Optional.of(
                    "spec.flags cannot be read: write a list whose elements have name and configMapRef with name and "
                            + "key, or featureFlagRef with name");
        }
        if (model.getSpec().route != null && !isWhole(model.getSpec().route)) {
            return Optional.of(
                    "spec.route cannot be read: write httpRouteRef with name, and fallback.serviceRef with name "
                            + "and port");
        }
        if (model.getSpec().revisionHistoryLimit < 1) {
            return Optional.of("spec.revisionHistoryLimit is no number from 1: write one such as 10");
        }
        return Optional.empty();
    }

    /** The name of the incident's model, where it can be read. */
    public static Optional<String> modelOf(AIIncident incident) {
        return Optional.ofNullable(incident.getSpec())
                .map(spec -> spec.modelRef)
                .map(ref -> ref.name)
                .filter(name -> !name.isBlank());
    }

    /** What is asked is left to the probe itself: one that is not understood must not stop the others. */
    private static boolean isWhole(Probe probe) {
        return probe != null && !isBlank(probe.name) && probe.trigger != null;
    }

    private static boolean isWhole(Flag flag) {
        return flag != null
                && !isBlank(flag.name)
                && flag.format != null
                && flag.disable != null
                && (flag.featureFlagRef == null
                        ? flag.configMapRef != null
                                && !isBlank(flag.configMapRef.name)
                                && !isBlank(flag.configMapRef.key)
                        : flag.configMapRef == null && !isBlank(flag.featureFlagRef.name));
    }

    private static boolean isWhole(Route route) {
        return route.httpRouteRef != null
                && !isBlank(route.httpRouteRef.name)
                && (route.backendRef == null || !isBlank(route.backendRef.name))
                && route.fallback != null
                && route.fallback.serviceRef != null
                && !isBlank(route.fallback.serviceRef.name)
                && route.fallback.serviceRef.port > 0;
    }

    private static boolean areTexts(List<String> texts) {
        return texts != null && texts.stream().noneMatch(Objects::isNull);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private Validity() {}
}
