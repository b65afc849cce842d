package dev.lastgood.rest.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Reads the bodies of requests. What is not understood is refused with its place, and nothing of it is echoed but the name
 * of an unknown field. A mapper of its own: neither what the Kubernetes client reads nor what is answered knows its rules.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public final class RequestBodyReader implements MessageBodyReader<Object> {

    private static final int DEPTH = 64;
    private static final int NAME_LIMIT = 64;

    private static final ObjectMapper MAPPER = mapper();

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEPTH).build());
        return mapper;
    }

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return true;
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        return read(body.readAllBytes(), type);
    }

    /**
     * Reads a body; an empty one is null.
     *
     * @throws ProblemException that says where it cannot be read
     */
    static <T> T read(byte[] body, Class<T> type) {
        if (body.length == 0) {
            return null;
        }
        try {
            return MAPPER.readValue(body, type);
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw unreadable("there is no field \"" + PlainText.of(path(e), NAME_LIMIT) + "\"; there are " + known, e);
        } catch (StreamConstraintsException e) {
            throw unreadable("it is nested deeper than " + DEPTH + ", or a number in it is too long", e);
        } catch (MismatchedInputException e) {
            String field = path(e);
            throw unreadable(
                    (field.isEmpty() ? "the body" : "field \"" + PlainText.of(field, NAME_LIMIT) + "\"") + ": write "
                            + wanted(e),
                    e);
        } catch (JsonProcessingException e) {
            throw unreadable("it is no JSON", e);
        } catch (IOException e) {
            throw ProblemException.of(ProblemType.UnreadableBody, "it is no JSON in UTF-8");
        }
    }

    private static String wanted(MismatchedInputException e) {
        Class<?> type = e.getTargetType();
        if (type == null) {
            return "what /q/openapi says";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type.getName().startsWith("java.time.")) {
            return "a time as in RFC 3339, such as 2026-11-23T12:00:00Z";
        }
        return type.getName().startsWith("dev.lastgood.") ? "an object" : "what /q/openapi says";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static ProblemException unreadable(String why, JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return ProblemException.of(
                ProblemType.UnreadableBody,
                (at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ") + why);
    }
}
