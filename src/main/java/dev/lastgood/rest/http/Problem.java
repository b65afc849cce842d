package dev.lastgood.rest.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a request was not answered, as RFC 9457 has it.
 *
 * @param more further members, such as {@code namespaces}
 */
@Schema(description = "Why a request was not answered, as RFC 9457 has it. Some types have further members.")
public record Problem(
        @Schema(
                        description = "Which kind of problem; never changes its meaning",
                        examples = "urn:lastgood:problem:UnknownModel")
                String type,
        @Schema(description = "The kind in words") String title,
        @Schema(description = "The HTTP status") int status,
        @Schema(description = "What it is here, and what to do") String detail,
        @Schema(hidden = true) @JsonAnyGetter Map<String, Object> more) {

    static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, Map.of());
    }

    /** Returns one with a further member. */
    public Problem with(String member, Object value) {
        Map<String, Object> members = new TreeMap<>(more);
        members.put(member, value);
        return new Problem(type, title, status, detail, members);
    }
}
