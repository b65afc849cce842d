package dev.lastgood.lib;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a JSON text with the place of each value in it.
 *
 * @param root the value; NULL if the text is blank
 * @param lineBehind the line of something behind the value, 0 if there is nothing
 */
public record LocatedJson(Located root, int lineBehind) {

    private static final JsonFactory JSON = new JsonFactory();

    /** @throws JsonProcessingException if the text does not begin with a JSON value */
    public static LocatedJson read(String text) throws JsonProcessingException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return new LocatedJson(new Located(Located.Kind.NULL, "", 0, 0, false, false, List.of()), 0);
            }
            Located root = value(parser);
            boolean more = parser.nextToken() != null;
            return new LocatedJson(root, more ? parser.currentTokenLocation().getLineNr() : 0);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("Reading a String does no I/O", e);
        }
    }

    private static Located value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        List<Located.Member> members = new ArrayList<>();
        boolean empty = false;
        String scalar = "";
        if (token == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                int at = (int) parser.currentTokenLocation().getCharOffset();
                parser.nextToken();
                members.add(new Located.Member(name, at, value(parser)));
            }
            empty = members.isEmpty();
        } else if (token == JsonToken.START_ARRAY) {
            empty = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                empty = false;
                parser.skipChildren();
            }
        } else {
            scalar = parser.getText();
        }
        // Strings are read lazily: without this the location would be that of their first character.
        parser.finishToken();
        int end = (int) parser.currentLocation().getCharOffset();
        return new Located(kind(token), scalar, start, end, false, empty, members);
    }

    private static Located.Kind kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> Located.Kind.OBJECT;
            case START_ARRAY -> Located.Kind.LIST;
            case VALUE_TRUE, VALUE_FALSE -> Located.Kind.BOOLEAN;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Located.Kind.NUMBER;
            case VALUE_STRING -> Located.Kind.STRING;
            default -> Located.Kind.NULL;
        };
    }
}
