package dev.lastgood.rest.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Documents the problems of every operation in one place, with an example of each type; run by the build. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ProblemResponses implements OASFilter {

    private static final String SCHEMA = "#/components/schemas/Problem";

    @Override
    public Operation filterOperation(Operation operation) {
        Map<Integer, Map<String, Example>> byStatus = new TreeMap<>();
        for (ProblemType type : ProblemType.values()) {
            byStatus.computeIfAbsent(type.status(), status -> new TreeMap<>())
                    .put(
                            type.name(),
                            OASFactory.createExample()
                                    .value(Map.of("type", type.uri(), "title", type.title(), "status", type.status())));
        }
        byStatus.forEach((status, examples) ->
                operation.getResponses().addAPIResponse(status.toString(), response(status, examples)));
        return operation;
    }

    private static APIResponse response(int status, Map<String, Example> examples) {
        MediaType problem = OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref(SCHEMA))
                .examples(examples);
        return OASFactory.createAPIResponse()
                .description(Arrays.stream(ProblemType.values())
                        .filter(t -> t.status() == status)
                        .map(ProblemType::title)
                        .collect(Collectors.joining("; ")))
                .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem));
    }
}
