package dev.lastgood.notify;

import dev.lastgood.decide.notice.Notice;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an engineer on call would otherwise have to look up, by what it is called. */
public final class Facts {

    private static final String NOT_KNOWN = "not known yet";

    public static Map<String, String> of(Notice notice) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", notice.model());
        facts.put("trigger", notice.trigger());
        facts.put("severity", notice.severity().name());
        facts.put("phase", notice.phase().name());
        facts.put("trace", or(notice.traceId()));
        facts.put("run", or(notice.runId()));
        facts.put("customer impact", or(notice.customerImpact()));
        if (notice.mitigationEta() != null || !notice.phase().isOver()) {
            facts.put("mitigation ETA", or(notice.mitigationEta()));
        }
        facts.put("failed revision", or(notice.suspect()));
        facts.put("restored", notice.restored() == null ? "nothing yet" : notice.restored());
        if (!notice.badProbes().isEmpty()) {
            facts.put("bad probes", String.join("; ", notice.badProbes()));
        }
        facts.put("acknowledged by", notice.acknowledgedBy() == null ? "nobody yet" : notice.acknowledgedBy());
        return facts;
    }

    /** What came in with the failed revision, a part a line; null: it was not compared yet. */
    public static String changes(Notice notice) {
        return notice.changes().isEmpty()
                ? null
                : String.join("\n", notice.changes())
                        + (notice.moreChanges() > 0 ? "\nand " + notice.moreChanges() + " more" : "");
    }

    private static String or(String text) {
        return text == null ? NOT_KNOWN : text;
    }

    private Facts() {}
}
