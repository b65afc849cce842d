package dev.lastgood.act.flag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A JSON document with the place of each value. */
final class LocatedJson {

    private static final JsonFactory JSON = new JsonFactory();

    /** @throws SwitchProblem {@code FlagDocumentInvalid} where it is not one JSON value */
    static Located read(String document) throws SwitchProblem {
        try (JsonParser parser = JSON.createParser(document)) {
            parser.nextToken();
            Located root = value(parser);
            if (parser.nextToken() != null) {
                throw new SwitchProblem(
                        Reason.FlagDocumentInvalid,
                        "Something stands behind the document's closing brace, line "
                                + parser.currentTokenLocation().getLineNr() + ": remove it");
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new SwitchProblem(
                    Reason.FlagDocumentInvalid,
                    "The document begins like JSON and is not"
                            + (at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr()));
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

    private LocatedJson() {}
}
