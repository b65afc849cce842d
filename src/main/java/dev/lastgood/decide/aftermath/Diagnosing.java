package dev.lastgood.decide.aftermath;

import dev.lastgood.api.StatusPart;
import dev.lastgood.api.incident.AIIncidentStatus;
import dev.lastgood.api.incident.Diagnosis;
import dev.lastgood.api.incident.PastRun;
import dev.lastgood.api.incident.Phase;
import dev.lastgood.api.incident.PromptVersion;
import dev.lastgood.api.probe.Outcome;
import dev.lastgood.decide.incident.EvidenceResult;
import dev.lastgood.decide.incident.IncidentView;
import dev.lastgood.decide.incident.LinkTemplates;
import dev.lastgood.decide.incident.StatusDraft;
import dev.lastgood.decide.incident.StepName;
import dev.lastgood.decide.probe.ProbeState;
import dev.lastgood.decide.revision.Change;
import dev.lastgood.decide.revision.ImageDrift;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.revision.SecretChange;
import dev.lastgood.lib.BoundedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Gathers in one place what people would look up. The ladder waits for none of it: what is compared, and what Postgres
 * knows, comes in when it is there.
 */
public final class Diagnosing {

    private static final int CHANGES = 40;
    private static final int CHANGES_BYTES = 2_560;
    private static final int LINE_BYTES = 400;
    private static final int PROBES_BYTES = 1_024;
    private static final int RUNS = 5;
    private static final int PROMPTS = 8;
    private static final int VERSION_BYTES = 48;

    /** What is to be compared: the status points at two revisions whose difference it does not show. */
    public static boolean isWanted(AIIncidentStatus status) {
        return status != null && isWanted(status, status.diagnosis);
    }

    private static boolean isWanted(AIIncidentStatus status, Diagnosis diagnosis) {
        return isLookedInto(status.phase)
                && diagnosis != null
                && status.suspect != null
                && status.plan != null
                && status.plan.to != null
                && !(status.suspect.equals(diagnosis.failed) && status.plan.to.equals(diagnosis.lastGood));
    }

    public static void advance(IncidentView view, StatusDraft draft, LinkTemplates templates) {
        AIIncidentStatus status = draft.status;
        if (view.model() == null || status.evidence == null || !isLookedInto(status.phase)) {
            return;
        }
        Diagnosis diagnosis = status.diagnosis == null ? begin(view, status) : status.diagnosis.copy();
        change(view, status, diagnosis);
        EvidenceResult evidence = view.background().result(status.attempt, StepName.EVIDENCE);
        if (evidence != null && evidence.evidence() != null) {
            diagnosis.runs = evidence.evidence().runs().stream()
                    .limit(RUNS)
                    .map(Diagnosing::bounded)
                    .toList();
        }
        Map<String, String> declared =
                view.model().getSpec().prompts == null ? null : view.model().getSpec().prompts.versions;
        diagnosis.prompts = prompts(status.evidence.promptVersions, declared);
        diagnosis.links = templates.links(view.incident(), view.model(), status.evidence.traceId);
        if (!StatusPart.isSame(diagnosis, status.diagnosis)) {
            status.diagnosis = diagnosis;
        }
    }

    private static Diagnosis begin(IncidentView view, AIIncidentStatus status) {
        Diagnosis diagnosis = new Diagnosis();
        diagnosis.probes = taken(words(view.probes()), PROBES_BYTES);
        diagnosis.changes = taken(drift(view, status), CHANGES_BYTES);
        return diagnosis;
    }

    /** Also one that is Resolved: what is compared may come later than that. */
    private static boolean isLookedInto(Phase phase) {
        return phase != null && phase != Phase.Closed && phase != Phase.RecordedOnly;
    }

    /** What changed though no one deployed it. */
    private static List<String> drift(IncidentView view, AIIncidentStatus status) {
        Optional<Revision> suspect =
                Optional.ofNullable(view.gateway()).flatMap(gateway -> gateway.revision(status.suspect));
        return Stream.of(
                        suspect.map(s -> s.images().drift()).map(ImageDrift::words),
                        suspect.map(s -> s.checksums().change()).map(SecretChange::words))
                .flatMap(Optional::stream)
                .toList();
    }

    private static void change(IncidentView view, AIIncidentStatus status, Diagnosis diagnosis) {
        Change change = view.background().change();
        if (change == null || !isWanted(status, diagnosis)) {
            return;
        }
        if (!change.failed().equals(status.suspect) || !change.lastGood().equals(status.plan.to)) {
            return; // of another plan, meanwhile
        }
        diagnosis.failed = change.failed();
        diagnosis.lastGood = change.lastGood();
        List<String> lines = new ArrayList<>(drift(view, status));
        lines.addAll(change.lines());
        diagnosis.changes = taken(lines.stream().limit(CHANGES).toList(), CHANGES_BYTES);
        int more = lines.size() - diagnosis.changes.size();
        diagnosis.moreChanges = more == 0 ? null : more;
    }

    private static List<String> words(Map<String, ProbeState> probes) {
        List<String> words = new ArrayList<>();
        for (Outcome verdict : List.of(Outcome.Bad, Outcome.Unknown, Outcome.Good)) {
            probes.forEach((name, state) -> {
                if (state.verdict() == verdict && words.size() < 16) {
                    words.add(name + " is " + verdict + ": " + state.message());
                }
            });
        }
        return words;
    }

    private static List<PromptVersion> prompts(Map<String, String> logged, Map<String, String> declared) {
        Map<String, String> ran = logged == null ? Map.of() : new TreeMap<>(logged);
        Map<String, String> should = declared == null ? Map.of() : new TreeMap<>(declared);
        TreeSet<String> names = new TreeSet<>(ran.keySet());
        names.addAll(should.keySet());
        return names.stream()
                .limit(PROMPTS)
                .map(name -> {
                    PromptVersion version = new PromptVersion();
                    version.name = BoundedText.bytes(name, VERSION_BYTES);
                    version.logged = BoundedText.bytes(ran.get(name), VERSION_BYTES);
                    version.declared = BoundedText.bytes(should.get(name), VERSION_BYTES);
                    boolean known = ran.get(name) != null && should.get(name) != null;
                    version.verdict = !known
                            ? "Unknown"
                            : Objects.equals(ran.get(name), should.get(name)) ? "Matches" : "Differs";
                    return version;
                })
                .toList();
    }

    private static PastRun bounded(PastRun run) {
        PastRun bounded = new PastRun();
        bounded.id = BoundedText.bytes(run.id, 36);
        bounded.action = BoundedText.bytes(run.action, 20);
        bounded.status = BoundedText.bytes(run.status, 20);
        bounded.targetVersion = BoundedText.bytes(run.targetVersion, 64);
        bounded.createdAt = BoundedText.bytes(run.createdAt, 40);
        return bounded;
    }

    /** As many lines as there is room for. */
    private static List<String> taken(List<String> lines, int bytes) {
        List<String> taken = new ArrayList<>();
        int left = bytes;
        for (String line : lines) {
            String cut = BoundedText.bytes(line.replaceAll("\\p{Cntrl}", " "), LINE_BYTES);
            left -= cut.getBytes(StandardCharsets.UTF_8).length;
            if (left < 0) {
                break;
            }
            taken.add(cut);
        }
        return taken;
    }

    private Diagnosing() {}
}
