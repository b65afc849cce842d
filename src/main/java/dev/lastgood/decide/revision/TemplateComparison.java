package dev.lastgood.decide.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lastgood.decide.revision.TemplatePart.In;
import dev.lastgood.decide.workload.Noise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Takes two pod templates apart and compares them part by part. The order of elements with a name is no difference. */
final class TemplateComparison {

    /** Parts of the pod's spec that are compared by name, each on its own. */
    private static final Set<String> LISTS = Set.of("containers", "initContainers", "volumes");

    /** What the API server adds to every container: no reason to blame a container that was added. */
    private static final Set<String> DEFAULTED =
            Set.of("imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy");

    /** Placement that a container need not have: that it is added later must be noticed. */
    private static final Set<String> CONTAINER_PLACEMENT = Set.of(
            "imagePullPolicy",
            "livenessProbe",
            "ports",
            "readinessProbe",
            "resizePolicy",
            "resources",
            "restartPolicyRules",
            "securityContext",
            "startupProbe",
            "stdin",
            "stdinOnce",
            "terminationMessagePath",
            "terminationMessagePolicy",
            "tty");

    /** Fields that a pod need not have: that one is added later must be noticed. */
    private static final Set<String> POD_FIELDS = Set.of(
            "activeDeadlineSeconds",
            "affinity",
            "automountServiceAccountToken",
            "dnsConfig",
            "dnsPolicy",
            "enableServiceLinks",
            "hostAliases",
            "hostIPC",
            "hostNetwork",
            "hostPID",
            "hostUsers",
            "hostname",
            "hostnameOverride",
            "imagePullSecrets",
            "nodeName",
            "nodeSelector",
            "os",
            "overhead",
            "preemptionPolicy",
            "priority",
            "priorityClassName",
            "readinessGates",
            "resourceClaims",
            "resources",
            "restartPolicy",
            "runtimeClassName",
            "schedulerName",
            "schedulingGates",
            "securityContext",
            "serviceAccount",
            "serviceAccountName",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "subdomain",
            "terminationGracePeriodSeconds",
            "tolerations",
            "topologySpreadConstraints");

    private static final JsonNode MISSING = MissingNode.getInstance();

    private final Noise noise;
    private final List<TemplatePart> parts = new ArrayList<>();

    private TemplateComparison(Noise noise) {
        this.noise = noise;
    }

    /**
     * All parts in which the two templates differ, with their values in the failed one. A template without a spec is not
     * known, and what is not known is no difference.
     */
    static List<TemplatePart> differences(JsonNode failed, JsonNode lastGood, Noise noise) {
        TemplateComparison comparison = new TemplateComparison(noise);
        if (failed.path("spec").isObject() && lastGood.path("spec").isObject()) {
            comparison.elements(In.Containers, failed, lastGood);
            comparison.elements(In.InitContainers, failed, lastGood);
            comparison.elements(In.Volumes, failed, lastGood);
            comparison.members(In.Pod, failed.path("spec"), lastGood.path("spec"), field -> !LISTS.contains(field));
            JsonNode bad = failed.path("metadata");
            JsonNode good = lastGood.path("metadata");
            comparison.members(In.Labels, bad.path("labels"), good.path("labels"), key -> !noise.isLabel(key));
            comparison.members(
                    In.Annotations, bad.path("annotations"), good.path("annotations"), key -> !noise.isAnnotation(key));
        }
        return comparison.parts;
    }

    /** All content of a template and, if asked for, all placement; what may be added to the template is part of it. */
    static List<TemplatePart> whole(JsonNode template, Noise noise, boolean placement) {
        TemplateComparison whole = new TemplateComparison(noise);
        JsonNode spec = template.path("spec");
        for (In in : List.of(In.Containers, In.InitContainers)) {
            JsonNode list = spec.path(in.member());
            whole.parts.add(new TemplatePart(in, "", null, TemplatePart.names(list)));
            TemplatePart.byName(list).forEach((name, container) -> whole.container(in, name, container, placement));
        }
        JsonNode volumes = spec.path("volumes");
        whole.parts.add(new TemplatePart(In.Volumes, "", null, TemplatePart.names(volumes)));
        TemplatePart.byName(volumes)
                .forEach((name, volume) -> whole.parts.add(new TemplatePart(In.Volumes, name, null, volume)));
        if (placement) {
            Set<String> fields = names(spec, MISSING);
            fields.addAll(POD_FIELDS);
            fields.removeAll(LISTS);
            fields.forEach(field -> whole.parts.add(new TemplatePart(In.Pod, field, null, spec.path(field))));
        }
        return whole.parts;
    }

    private void container(In in, String name, JsonNode container, boolean placement) {
        Set<String> fields = new TreeSet<>(TemplatePart.CONTENT);
        if (placement) {
            fields.addAll(names(container, MISSING));
            fields.addAll(CONTAINER_PLACEMENT);
            fields.remove("name");
        }
        JsonNode env = container.path("env");
        boolean noisy = TemplatePart.byName(env).keySet().stream().anyMatch(noise::isVariable);
        if (noisy) {
            fields.remove("env");
            parts.add(new TemplatePart(in, name, TemplatePart.VARIABLE, TemplatePart.names(env)));
            variables(in, name, env, MISSING);
        }
        fields.forEach(field -> parts.add(new TemplatePart(in, name, field, container.path(field))));
    }

    private void elements(In in, JsonNode failed, JsonNode lastGood) {
        var bad = TemplatePart.byName(failed.path("spec").path(in.member()));
        var good = TemplatePart.byName(lastGood.path("spec").path(in.member()));
        Set<String> names = new TreeSet<>(bad.keySet());
        names.addAll(good.keySet());
        for (String name : names) {
            JsonNode was = bad.getOrDefault(name, MISSING);
            JsonNode before = good.getOrDefault(name, MISSING);
            if (!in.hasFields() || was.isMissingNode()) {
                add(new TemplatePart(in, name, null, was), before);
            } else {
                fields(in, name, was, before);
            }
        }
    }

    private void fields(In in, String name, JsonNode failed, JsonNode lastGood) {
        for (String field : names(failed, lastGood)) {
            if (field.equals("env")) {
                variables(in, name, failed.path("env"), lastGood.path("env"));
            } else if (!field.equals("name") && !(lastGood.isMissingNode() && isDefault(field, failed.path(field)))) {
                add(new TemplatePart(in, name, field, failed.path(field)), lastGood.path(field));
            }
        }
    }

    private static boolean isDefault(String field, JsonNode value) {
        return DEFAULTED.contains(field) || field.equals("resources") && value.isEmpty();
    }

    private void variables(In in, String container, JsonNode failed, JsonNode lastGood) {
        var bad = TemplatePart.byName(failed);
        var good = TemplatePart.byName(lastGood);
        Set<String> names = new TreeSet<>(bad.keySet());
        names.addAll(good.keySet());
        names.stream()
                .filter(name -> !noise.isVariable(name))
                .forEach(name -> add(
                        new TemplatePart(in, container, TemplatePart.VARIABLE + name, bad.getOrDefault(name, MISSING)),
                        good.getOrDefault(name, MISSING)));
    }

    private void members(In in, JsonNode failed, JsonNode lastGood, Predicate<String> counts) {
        names(failed, lastGood).stream()
                .filter(counts)
                .forEach(name -> add(new TemplatePart(in, name, null, failed.path(name)), lastGood.path(name)));
    }

    private void add(TemplatePart part, JsonNode lastGood) {
        if (!LenientNumbers.equal(part.value(), lastGood)) {
            parts.add(part);
        }
    }

    private static Set<String> names(JsonNode one, JsonNode other) {
        Set<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
