package dev.lastgood.observe.probe.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.ClasspathSchemaLoader;
import com.networknt.schema.resource.DisallowSchemaLoader;
import com.networknt.schema.resource.InputStreamSource;
import com.networknt.schema.resource.SchemaLoader;
import dev.lastgood.observe.probe.sample.CompleteJson;
import dev.lastgood.observe.probe.sample.EarlyFinding;
import dev.lastgood.observe.probe.sample.SearchPattern;
import java.util.Optional;
import java.util.Set;

/** A JSON schema that refers to nothing outside itself, and whose patterns take linear time. */
final class AnswerSchema {

    private static final int LONGEST = 64 << 10;

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .failFast(true)
            .regularExpressionFactory(pattern -> {
                SearchPattern compiled = SearchPattern.of("a pattern of the JSON schema", pattern);
                return compiled::isFoundIn;
            })
            .build();

    private final JsonSchema schema;

    private AnswerSchema(JsonSchema schema) {
        this.schema = schema;
    }

    /** @throws EarlyFinding where the text is no schema */
    static AnswerSchema of(String text) {
        if (text.length() > LONGEST) {
            throw invalid("has more than 64 KiB");
        }
        JsonNode tree = CompleteJson.read(text)
                .filter(node -> node.isObject() || node.isBoolean())
                .orElseThrow(() -> invalid("is no JSON object"));
        try {
            VersionFlag version =
                    SpecVersionDetector.detectOptionalVersion(tree, false).orElse(VersionFlag.V202012);
            JsonSchemaFactory factory = factory(version);
            Optional<String> wrong = first(factory.getSchema(SchemaLocation.of(version.getId()), CONFIG)
                    .validate(tree));
            if (wrong.isPresent()) {
                throw invalid("is none by the rules of its draft, see " + wrong.get());
            }
            JsonSchema schema = factory.getSchema(tree, CONFIG);
            schema.initializeValidators();
            return new AnswerSchema(schema);
        } catch (JsonSchemaException e) {
            throw unusable();
        } catch (StackOverflowError e) {
            throw invalid("refers to itself without end");
        }
    }

    /** Returns which part of the schema is violated, empty where none is. Never what stands in the answer. */
    Optional<String> violation(JsonNode answer) {
        try {
            return first(schema.validate(answer));
        } catch (JsonSchemaException e) {
            throw unusable();
        } catch (StackOverflowError e) {
            throw invalid("refers to itself without end");
        }
    }

    private static Optional<String> first(Set<ValidationMessage> messages) {
        return messages.stream()
                .findFirst()
                .map(m -> m.getSchemaLocation() == null
                        ? m.getType()
                        : String.valueOf(m.getSchemaLocation().getFragment()));
    }

    private static JsonSchemaFactory factory(VersionFlag version) {
        return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(version))
                .schemaLoaders(loaders -> loaders.values(all -> {
                    all.clear();
                    all.add(new Drafts());
                }))
                .build();
    }

    /** The library's own words may quote the answer. */
    private static EarlyFinding unusable() {
        return invalid(
                "cannot be worked with: it must be of draft 4 to 2020-12, refer to nothing outside itself, and have "
                        + "small patterns of RE2 syntax");
    }

    private static EarlyFinding invalid(String why) {
        return EarlyFinding.invalid("the JSON schema " + why);
    }

    /** The schemas of the drafts themselves are on the class path; nothing else is read from anywhere. */
    private static final class Drafts implements SchemaLoader {

        private static final String DRAFTS = "classpath:draft";

        private final SchemaLoader own = new ClasspathSchemaLoader(AnswerSchema.class::getClassLoader);

        @Override
        public InputStreamSource getSchema(AbsoluteIri iri) {
            return iri.toString().startsWith(DRAFTS)
                    ? own.getSchema(iri)
                    : DisallowSchemaLoader.getInstance().getSchema(iri);
        }
    }
}
