package dev.lastgood.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;

/** Reads a part of an object from a copy, so that the rest can be read even where the part cannot: it is null then. */
final class ReadApart extends DelegatingDeserializer {

    private static final long serialVersionUID = 1L;

    ReadApart(JsonDeserializer<?> delegate) {
        super(delegate);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
        return new ReadApart(delegate);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        try (TokenBuffer copy = context.bufferAsCopyOfValue(parser);
                JsonParser part = copy.asParserOnFirstToken()) {
            return read(part, context);
        }
    }

    private Object read(JsonParser part, DeserializationContext context) throws IOException {
        try {
            return super.deserialize(part, context);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
