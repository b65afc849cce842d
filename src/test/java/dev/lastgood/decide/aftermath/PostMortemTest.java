package dev.lastgood.decide.aftermath;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.incident.Resolution;
import dev.lastgood.api.incident.Retrospective;
import dev.lastgood.decide.IncidentStory;
import dev.lastgood.decide.SettableClock;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.GatewayStory;
import dev.lastgood.decide.task.EvidenceRow;
import dev.lastgood.lib.Json;
import dev.lastgood.lib.Markdown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostMortemTest {
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private final SettableClock clock = new SettableClock();
    private final GatewayStory gateway = new GatewayStory(clock);
    private IncidentStory story;

    @BeforeEach
    void v2_was_rolled_back() {
        gateway.rollsOut("v1").earnsGood().rollsOut("v2");
        gateway.passes(Duration.ofMinutes(1));
        story = new IncidentStory(gateway, "wrong-prices");
        story.incident.getSpec().summary = "Quotes | name <b>machines</b>\n# that @nobody has";
        story.incident.getSpec().traceId = "t-1";
        story.reconcile();
        story.change = new Change(
                story.incident.getStatus().suspect,
                story.incident.getStatus().plan.to,
                List.of("container gateway: image g:1 -> g:2"));
        story.reconcile();
        gateway.passes(Duration.ofSeconds(20)).completes().decide();
        story.reconcile();
    }

    private AIIncident resolved() {
        story.resolves(Resolution.Kind.Fixed);
        Resolution resolution = story.incident.getSpec().resolution;
        resolution.rootCause = "trained on [test](http://evil.test) data";
        resolution.mitigation = "rolled back";
        resolution.followUps = List.of("check the data set");
        resolution.retrospective = new Retrospective();
        resolution.retrospective.heldAt = ZonedDateTime.parse("2026-11-24T14:00:00Z");
        resolution.retrospective.url = "https://wiki.example.com/42";
        story.reconcile();
        return story.incident;
    }

    @Test
    void it_is_filled_from_what_is_known_and_asks_for_the_rest() {
        String draft = PostMortem.of(story.incident);

        assertThat(draft)
                .startsWith("# Post-mortem: wrong-prices\n")
                .contains("- Trigger: Hallucination")
                .contains("| Mitigated | " + story.incident.getStatus().times.mitigated + " | 20.25s |")
                .contains("- container gateway: image g:1 -\\> g:2")
                .contains("- Trace: t-1")
                .contains("## Root cause\n\n_To be written: why it happened")
                .contains("due until " + story.incident.getStatus().deadlines.retrospective)
                .contains("| Captured |");
        assertThat(draft.lines().filter(l -> l.startsWith("| 2026-"))).hasSameSizeAs(story.timeline());
    }

    @Test
    void what_people_said_stands_there_as_they_said_it_and_is_no_markup() {
        String draft = PostMortem.of(resolved());

        assertThat(draft)
                .contains("Quotes \\| name \\<b\\>machines\\</b\\> \\# that &#64;nobody has")
                .contains("trained on \\[test\\](http&#58;//evil.test) data")
                .contains("- [ ] check the data set")
                .contains("[Notes](<https://wiki.example.com/42>)")
                .doesNotContain("_To be written");
        assertThat(draft.lines().filter(l -> l.startsWith("# "))).hasSize(1);
    }

    @Test
    void who_asked_acknowledged_approved_and_resolved_stands_there_and_makes_no_markup() {
        AIIncident incident = resolved();
        assertThat(PostMortem.of(incident)).doesNotContain("Requested by", "Acknowledged by");
        incident.getSpec().requestedBy = "system:serviceaccount:ci:bot";
        incident.getSpec().acknowledgedBy = "ada](http://evil.test) <img src=x> | a\r\n# b\u0007";
        story.response().approvedBy = "grace";
        incident.getSpec().resolution.resolvedBy = "@here";
        incident.getStatus().timeline.get(0).message = "a | b ](http://evil.test)\n| c | d |";
        incident.getStatus().timeline.get(0).reason = "x|y";
        incident.getStatus().steps.get(0).message = "<img src=x onerror=alert(1)>";

        String draft = PostMortem.of(incident);
        assertThat(draft)
                .contains("- Requested by: system:serviceaccount:ci:bot")
                .contains("- Acknowledged by: ada\\](http&#58;//evil.test) \\<img src=x\\> \\| a \\# b\n")
                .contains("- Approved by: grace")
                .contains("- Resolved by: &#64;here")
                .contains("| x\\|y | a \\| b \\](http&#58;//evil.test) \\| c \\| d \\| |")
                .doesNotContain("](http:", "\u0007");
        assertThat(draft.replaceAll("\\\\.", "")).doesNotContain("<img");
    }

    @Test
    void an_incident_that_nobody_has_seen_yet_has_a_draft_too() {
        assertThat(PostMortem.of(IncidentStory.incident("new"))).contains("## Timeline", "| Detected | — | — |");
    }

    @Test
    void the_row_of_the_evidence_register_as_Markdown_and_JSON() {
        EvidenceRow row = EvidenceRow.of(resolved(), "SOC 2 | CC7.4", "ai-platform", NOW);

        assertThat(row.markdown())
                .matches("\\| AII-[0-9a-f]{8} \\| .* \\|")
                .contains(" | SOC 2 \\| CC7.4 | ai-platform | 2026-11-24 |")
                .contains("trace t-1");
        assertThat(row.markdown().replace("\\|", "").chars().filter(c -> c == '|'))
                .hasSize(7);
        assertThat(EvidenceRow.HEAD.lines().findFirst().orElseThrow())
                .isEqualTo("| Evidence ID | Artifact | Location | Control Mapping | Owner | Last Reviewed |");
        JsonNode json = Json.parse(row.json().getBytes(StandardCharsets.UTF_8));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("Evidence ID", "Artifact", "Location", "Control Mapping", "Owner", "Last Reviewed");
        assertThat(json.get("Control Mapping").asText()).isEqualTo("SOC 2 | CC7.4");
        assertThat(EvidenceRow.of(story.incident, null, null, NOW).evidenceId()).isEqualTo(row.evidenceId());
    }

    @Test
    void a_retrospective_that_is_only_planned_is_no_review() {
        assertThat(EvidenceRow.of(resolved(), "c", "o", Instant.parse("2026-11-24T13:00:00Z"))
                        .lastReviewed())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            textBlock =
                    """
                    a|b => a\\|b
                    ![x](http://y) => !\\[x\\](http&#58;//y)
                    <script> => \\<script\\>
                    *a* _b_ `c` => \\*a\\* \\_b\\_ \\`c\\`
                    \\| => \\\\\\|
                    &lt; => \\&lt;
                    @team => &#64;team
                    prix: 3 € => prix: 3 €
                    - item => \\- item
                    1. one => 1\\. one
                    www.evil.test => www\\.evil.test
                    """)
    void texts_are_shown_as_they_are(String text, String markdown) {
        assertThat(Markdown.text(text)).isEqualTo(markdown);
    }

    @Test
    void no_text_begins_a_line_and_no_character_hides() {
        assertThat(Markdown.text("a\r\n\n# b\u2028c\u202Ed\0\u001b[31m")).isEqualTo("a \\# b c d \\[31m");
        assertThat(Markdown.text(" \n")).isEqualTo("—");
        assertThat(Markdown.link("x", "javascript:alert(1)")).isEqualTo("javascript:alert(1)");
        assertThat(Markdown.link("x", "https://a.test/>) [y](z")).doesNotContain("](<");
    }
}
