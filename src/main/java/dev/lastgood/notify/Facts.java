package dev.lastgood.notify;

import dev.lastgood.decide.notice.Misbehavior;
import dev.lastgood.decide.notice.Notice;
import dev.lastgood.decide.notice.Observations;
import dev.lastgood.decide.notice.Progress;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an engineer on call would otherwise have to look up, by what it is called. */
public final class Facts {

    private static final String NOT_KNOWN = "not known yet";

    public static Map<String, String> of(Notice notice) {
        Misbehavior misbehavior = notice.misbehavior();
        Progress progress = notice.progress();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", notice.subject().model());
        facts.put("trigger", misbehavior.trigger());
        facts.put("severity", misbehavior.severity().name());
        facts.put("phase", progress.phase().name());
        facts.put("trace", or(misbehavior.traceId(), NOT_KNOWN));
        facts.put("run", or(misbehavior.runId(), NOT_KNOWN));
        facts.put("customer impact", or(misbehavior.customerImpact(), NOT_KNOWN));
        if (progress.mitigationEta() != null || !progress.phase().isOver()) {
            facts.put("mitigation ETA", or(progress.mitigationEta(), NOT_KNOWN));
        }
        facts.put("failed revision", or(notice.versions().failed(), NOT_KNOWN));
        facts.put("restored", or(notice.versions().restored(), "nothing yet"));
        if (!notice.observations().badProbes().isEmpty()) {
            facts.put("bad probes", String.join("; ", notice.observations().badProbes()));
        }
        facts.put("acknowledged by", or(progress.acknowledgedBy(), "nobody yet"));
        return facts;
    }

    /** What came in with the failed revision, a part a line; null: it was not compared yet. */
    public static String changes(Notice notice) {
        Observations observations = notice.observations();
        return observations.changes().isEmpty()
                ? null
                : String.join("\n", observations.changes())
                        + (observations.moreChanges() > 0 ? "\nand " + observations.moreChanges() + " more" : "");
    }

    private static String or(String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private Facts() {}
}
