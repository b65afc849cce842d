package dev.lastgood.observe.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.model.VersionFrom;
import dev.lastgood.decide.revision.DeclaredGateway;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.workload.LearnedNoise;
import dev.lastgood.decide.workload.Projection;
import dev.lastgood.decide.workload.ReadKeys;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what changed with every change; asked after a revision was recorded, since only then there is something to learn. */
@ApplicationScoped
public class NoiseLearning {

    private final KubernetesClient client;
    private final RevisionBodies bodies;

    NoiseLearning(KubernetesClient client, RevisionBodies bodies) {
        this.client = client;
        this.bodies = bodies;
    }

    /**
     * Returns what the newest revisions teach, without what is noise already.
     *
     * @param known all revisions of the workload
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if bodies or Services cannot be read
     */
    public LearnedNoise of(DeclaredGateway declared, List<Revision> known) {
        String namespace = declared.workload().object().getMetadata().getNamespace();
        List<JsonNode> templates = known.stream()
                .sorted(Comparator.comparingLong(Revision::number).reversed())
                .limit(LearnedNoise.REVISIONS)
                .map(r -> bodies.of(namespace, r.name()))
                .flatMap(Optional::stream)
                .map(body -> Projection.template(body.path("template"), declared.noise()))
                .toList();
        PodSpec spec = declared.workload().template().getSpec();
        Set<String> versions = declared.settings().models().stream()
                .map(m -> m.getSpec().gateway.versionFrom)
                .filter(Objects::nonNull)
                .map((VersionFrom from) -> from.annotation)
                .collect(Collectors.toSet());
        LearnedNoise candidates = LearnedNoise.of(templates, ReadKeys.of(spec, List.of(), versions));
        // Services are read only if a label would be learned.
        return candidates.labels().isEmpty()
                ? candidates
                : LearnedNoise.of(templates, ReadKeys.of(spec, selectors(namespace), versions));
    }

    private List<Set<String>> selectors(String namespace) {
        return client.services().inNamespace(namespace).list().getItems().stream()
                .map(service -> service.getSpec().getSelector())
                .filter(Objects::nonNull)
                .map(selector -> selector.keySet())
                .toList();
    }
}
