package dev.lastgood.decide.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.Severity;
import dev.lastgood.api.incident.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Incidents keep digests of this text in their status, so these expectations may never change. */
class NoticeTextTest {

    @Test
    void all_that_is_known() {
        assertThat(NoticeText.of(new Notice(
                        new NoticeSubject("DRILL: ", "u1", "ai", "wrong-prices", "pricing"),
                        new Misbehavior("Hallucination", Severity.Sev1, "wrong, [very]", "t1", "r1", "some customers"),
                        new Progress(
                                Phase.Suggested,
                                "2026-11-23T08:00:00.250Z",
                                "2026-11-23T08:00:00Z",
                                "2026-11-23T09:00:00Z",
                                "ada"),
                        new Versions("1.1 (gw-2)", "nothing yet; planned: 1.0 (gw-1)"),
                        new Observations(
                                List.of("status is Bad: 500"), List.of("image g:1.0 -> g:1.1", "env V changed"), 3),
                        new Awaited("the plan waits for approval", "kubectl patch"),
                        List.of(
                                new Notice.Link("incident", "https://console.test/i"),
                                new Notice.Link("trace", "https://tempo.test/t1")))))
                .isEqualTo("Notice[mark=DRILL: , namespace=ai, incident=wrong-prices, model=pricing, "
                        + "trigger=Hallucination, severity=Sev1, phase=Suggested, detected=2026-11-23T08:00:00.250Z, "
                        + "opened=2026-11-23T08:00:00Z, summary=wrong, [very], traceId=t1, runId=r1, "
                        + "customerImpact=some customers, mitigationEta=2026-11-23T09:00:00Z, "
                        + "restored=nothing yet; planned: 1.0 (gw-1), suspect=1.1 (gw-2), "
                        + "badProbes=[status is Bad: 500], changes=[image g:1.0 -> g:1.1, env V changed], moreChanges=3, "
                        + "acknowledgedBy=ada, awaited=the plan waits for approval, command=kubectl patch, "
                        + "links=[Link[text=incident, href=https://console.test/i], "
                        + "Link[text=trace, href=https://tempo.test/t1]]]");
    }

    @Test
    void as_little_as_possible() {
        assertThat(NoticeText.of(new Notice(
                        new NoticeSubject("", "u1", "ai", "i1", "pricing"),
                        new Misbehavior("PIILeak", Severity.Sev2, null, null, null, null),
                        new Progress(Phase.Open, "2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z", null, null),
                        new Versions(null, null),
                        new Observations(List.of(), List.of(), 0),
                        new Awaited(null, null),
                        List.of())))
                .isEqualTo("Notice[mark=, namespace=ai, incident=i1, model=pricing, trigger=PIILeak, severity=Sev2, "
                        + "phase=Open, detected=2026-11-23T08:00:00Z, opened=2026-11-23T08:00:00Z, summary=null, "
                        + "traceId=null, runId=null, customerImpact=null, mitigationEta=null, restored=null, "
                        + "suspect=null, badProbes=[], changes=[], moreChanges=0, acknowledgedBy=null, awaited=null, "
                        + "command=null, links=[]]");
    }
}
