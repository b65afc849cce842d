package dev.lastgood.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.condition.ConditionType;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.condition.ReasonPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/reasons.md is made of {@link ConditionType} and {@link Reason}, and each reason is written so that it helps. */
class ReasonsReferenceTest {

    private static final Path PAGE = Path.of("docs/reasons.md");
    private static final Path SOURCES = Path.of("src/main/java");

    /** A sentence that is longer is not read at 3 a.m. */
    private static final int WORDS_IN_A_SENTENCE = 25;

    /** {@code ./mvnw test -Dtest=ReasonsReferenceTest -Ddocs.update} writes it again. */
    @Test
    void thePageIsThatOfTheCode() throws IOException {
        String made = page();
        if (System.getProperty("docs.update") != null) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsPlainEnglish(Reason reason) {
        assertThat(reason.meaning()).endsWith(".");
        assertThat(reason.remedy()).matches(text -> text.isEmpty() || text.endsWith("."), "is empty or a sentence");
        assertThat(reason.places()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(sentences(reason.meaning() + " " + reason.remedy()))
                .allSatisfy(sentence ->
                        assertThat(sentence.split("\\s+")).as(sentence).hasSizeLessThanOrEqualTo(WORDS_IN_A_SENTENCE));
    }

    @Test
    void noReasonIsUnused() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(source));
            }
        }
        assertThat(Reason.values())
                .allSatisfy(reason -> assertThat(code).containsPattern("\\bReason\\.%s\\b".formatted(reason)));
    }

    /** A command is one word: its length is that of what it names. */
    private static Stream<String> sentences(String text) {
        return Stream.of(text.replaceAll("`[^`]*`", "command").split("(?<=[.:;])\\s+"));
    }

    private static String page() {
        StringBuilder page = new StringBuilder(
                """
                # Conditions and reasons

                Generated from the code: `./mvnw test -Dtest=ReasonsReferenceTest -Ddocs.update`.

                Every condition, step, Event and probe of Lastgood carries a reason: one word that says why something is as it is. Look the word up
                here (`kubectl get aii NAME -o yaml`, `kubectl describe mdl NAME`). The message beside it has the names and numbers of your case.

                `MODEL` is the name of a ModelDeployment, `INCIDENT` of an AIIncident, and `REVISION` of a revision in `status.revisions`.
                Add `-n NAMESPACE` to each command, and `--overwrite` to `kubectl annotate` if the annotation exists already.

                To try a rollback again, raise `spec.attempt`: `kubectl patch aii INCIDENT --type merge -p '{"spec":{"attempt":2}}'`. Do so only
                while the failed revision serves: a new attempt is about the revision that serves now.

                To start a Job again: `POST /ai/models/{modelId}/retrain` for a retrain, `kubectl create job NAME --from=cronjob/CRONJOB` for a
                regression test.

                ## Conditions

                | condition | of | True says |
                |---|---|---|
                """);
        for (ConditionType type : ConditionType.values()) {
            page.append("| `%s` | %s | %s |\n".formatted(type, kinds(type), type.meaning()));
        }
        page.append("\n## Where a reason appears\n\n| word | place |\n|---|---|\n");
        for (ReasonPlace place : ReasonPlace.values()) {
            page.append("| %s | %s |\n".formatted(place, place.meaning()));
        }
        page.append("\n## Reasons\n\n| reason | where | what it means | what to do |\n|---|---|---|---|\n");
        Arrays.stream(Reason.values())
                .sorted(Comparator.comparing(Reason::name))
                .forEach(reason -> page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                reason,
                                places(reason),
                                reason.meaning(),
                                reason.remedy().isEmpty() ? "Nothing." : reason.remedy())));
        return page.toString();
    }

    private static String kinds(ConditionType type) {
        return type.kinds().stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String places(Reason reason) {
        return reason.places().stream().sorted().map(ReasonPlace::name).collect(Collectors.joining(", "));
    }
}
