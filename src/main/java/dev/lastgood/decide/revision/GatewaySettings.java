package dev.lastgood.decide.revision;

import dev.lastgood.api.Durations;
import dev.lastgood.api.Names;
import dev.lastgood.api.model.Gateway;
import dev.lastgood.api.model.Goodness;
import dev.lastgood.api.model.Ignore;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.SharedConfigMaps;
import dev.lastgood.decide.workload.ConfigMapState;
import dev.lastgood.decide.workload.ForeignConfigMap;
import dev.lastgood.decide.workload.ImageTag;
import dev.lastgood.decide.workload.Noise;
import dev.lastgood.decide.workload.References;
import dev.lastgood.decide.workload.Workload;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the ModelDeployments of one workload say about it, taken together. */
public record GatewaySettings(List<ModelDeployment> models) {

    private static final Duration DEFAULT_SOAK = Duration.ofMinutes(10);

    /** What of the template says nothing about the model. */
    public Noise noise() {
        Set<String> annotations = new HashSet<>(ignored(ignore -> ignore.annotations));
        models.forEach(m -> annotations.addAll(m.getSpec().gateway.ignoreAnnotations));
        return new Noise(ignored(ignore -> ignore.labels), annotations, ignored(ignore -> ignore.env));
    }

    private Set<String> ignored(Function<Ignore, List<String>> names) {
        return models.stream()
                .map(m -> m.getSpec().gateway.ignore)
                .filter(Objects::nonNull)
                .flatMap(ignore -> names.apply(ignore).stream())
                .collect(Collectors.toSet());
    }

    /** All models must agree to change ConfigMaps that other workloads use, too. */
    public SharedConfigMaps sharedConfigMaps() {
        return models.stream().allMatch(m -> m.getSpec().gateway.sharedConfigMaps == SharedConfigMaps.Restore)
                ? SharedConfigMaps.Restore
                : SharedConfigMaps.Refuse;
    }

    /** Whether running pods pick up changed configuration without a restart. */
    public boolean configReload() {
        return models.stream().allMatch(m -> m.getSpec().gateway.configReload);
    }

    /**
     * Names of the ConfigMaps that belong to a revision of this template, present or not.
     *
     * @param states what is known of a ConfigMap of the namespace, by name
     */
    public Set<String> configMapNames(PodTemplateSpec template, Function<String, ConfigMapState> states) {
        Set<String> names = new TreeSet<>(References.configMaps(template.getSpec()));
        models.forEach(m -> names.addAll(m.getSpec().gateway.configMaps));
        names.removeIf(name -> !isPart(name, states.apply(name)));
        return names;
    }

    /** ConfigMaps of the template that are not part of a revision only because a controller writes them. */
    public List<ForeignConfigMap> foreign(PodTemplateSpec template, Function<String, ConfigMapState> states) {
        return References.configMaps(template.getSpec()).stream()
                .filter(name -> !isPart(name, states.apply(name)) && !isSetAside(name, states.apply(name)))
                .map(name -> new ForeignConfigMap(name, states.apply(name).writer()))
                .toList();
    }

    /** Whether a ConfigMap of that name, if the workload uses it, belongs to a revision and may be restored. */
    public boolean isPart(String name, ConfigMapState state) {
        boolean named =
                models.stream().anyMatch(m -> m.getSpec().gateway.configMaps.contains(name));
        return !isSetAside(name, state) && (state.writer() == null || named);
    }

    /** By its own annotation, or because it holds flags. */
    private boolean isSetAside(String name, ConfigMapState state) {
        return state.ignored()
                || models.stream()
                        .flatMap(m -> m.getSpec().flags.stream())
                        .anyMatch(f -> f.configMapRef != null && name.equals(f.configMapRef.name));
    }

    /**
     * The CronJobs that the models name, as in {@code CronJob/nightly}. They train and test the model, so they are meant to get
     * what a rollback restores.
     */
    public Set<String> ownCronJobs() {
        return models.stream()
                .map(ModelDeployment::getSpec)
                .flatMap(spec -> Stream.of(
                        spec.retrain == null ? null : spec.retrain.cronJobRef,
                        spec.regression == null ? null : spec.regression.cronJobRef))
                .filter(Objects::nonNull)
                .map(ref -> "CronJob/" + ref.name)
                .collect(Collectors.toSet());
    }

    /** The version as the first ModelDeployment by name defines it: all that share a workload share its version. */
    public String version(Workload workload) {
        return models.stream()
                .sorted(Comparator.comparing(m -> m.getMetadata().getName()))
                .map(m -> m.getSpec().gateway)
                .map((Gateway g) -> g.versionFrom)
                .filter(Objects::nonNull)
                .map(from -> annotation(workload, from.annotation))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> ImageTag.of(workload.firstImage()));
    }

    private static String annotation(Workload workload, String name) {
        var template = workload.template().getMetadata();
        Map<String, String> own = template == null ? null : template.getAnnotations();
        Map<String, String> outer = workload.object().getMetadata().getAnnotations();
        return own != null && own.containsKey(name) ? own.get(name) : outer == null ? null : outer.get(name);
    }

    /** The rules for the workload's revisions. */
    public GatewayPolicy policy() {
        Set<String> declared = new HashSet<>();
        Set<String> released = new HashSet<>();
        Duration soak = Duration.ZERO;
        int history = 1;
        int minGoodSamples = 1;
        for (ModelDeployment model : models) {
            var spec = model.getSpec();
            Duration own = spec.goodness == null ? DEFAULT_SOAK : Durations.parse(spec.goodness.soak, DEFAULT_SOAK);
            soak = own.compareTo(soak) > 0 ? own : soak;
            minGoodSamples = Math.max(minGoodSamples, minGoodSamples(spec.goodness));
            history = Math.max(history, spec.revisionHistoryLimit);
            Map<String, String> annotations = model.getMetadata().getAnnotations();
            if (annotations != null) {
                Optional.ofNullable(annotations.get(Names.DECLARE_GOOD)).ifPresent(declared::add);
                Optional.ofNullable(annotations.get(Names.RELEASE)).ifPresent(released::add);
            }
        }
        return new GatewayPolicy(soak, minGoodSamples, history, configReload(), declared, released);
    }

    private static int minGoodSamples(Goodness goodness) {
        return goodness == null ? new Goodness().minGoodSamples : goodness.minGoodSamples;
    }
}
