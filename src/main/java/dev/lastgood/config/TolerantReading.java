package dev.lastgood.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Reads what an older or a newer Lastgood wrote: what cannot be understood is as if it were not there. An object that
 * cannot be read at all would stop the watch for all others.
 */
@Singleton
public class TolerantReading implements KubernetesClientObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .configure(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL, true)
                .addHandler(new DeserializationProblemHandler() {
                    @Override
                    public Object handleUnexpectedToken(
                            DeserializationContext context,
                            JavaType type,
                            JsonToken token,
                            JsonParser parser,
                            String message)
                            throws IOException {
                        parser.skipChildren();
                        return null;
                    }

                    @Override
                    public Object handleWeirdStringValue(
                            DeserializationContext context, Class<?> type, String value, String message) {
                        return null;
                    }

                    @Override
                    public Object handleWeirdNumberValue(
                            DeserializationContext context, Class<?> type, Number value, String message) {
                        return null;
                    }
                });
    }
}
