package dev.lastgood.decide.notice;

/**
 * Writes a notice as the text whose digest tells whether there is something new to send. Incidents keep such digests in their
 * status: if one byte of this text changed, an upgrade would post every open message again.
 */
final class NoticeText {

    static String of(Notice notice) {
        NoticeSubject subject = notice.subject();
        Misbehavior misbehavior = notice.misbehavior();
        Progress progress = notice.progress();
        Observations observations = notice.observations();
        return "Notice[mark=" + subject.mark()
                + ", namespace=" + subject.namespace()
                + ", incident=" + subject.incident()
                + ", model=" + subject.model()
                + ", trigger=" + misbehavior.trigger()
                + ", severity=" + misbehavior.severity()
                + ", phase=" + progress.phase()
                + ", detected=" + progress.detected()
                + ", opened=" + progress.opened()
                + ", summary=" + misbehavior.summary()
                + ", traceId=" + misbehavior.traceId()
                + ", runId=" + misbehavior.runId()
                + ", customerImpact=" + misbehavior.customerImpact()
                + ", mitigationEta=" + progress.mitigationEta()
                + ", restored=" + notice.versions().restored()
                + ", suspect=" + notice.versions().failed()
                + ", badProbes=" + observations.badProbes()
                + ", changes=" + observations.changes()
                + ", moreChanges=" + observations.moreChanges()
                + ", acknowledgedBy=" + progress.acknowledgedBy()
                + ", awaited=" + notice.awaited().action()
                + ", command=" + notice.awaited().command()
                + ", links=" + notice.links().stream().map(NoticeText::of).toList()
                + "]";
    }

    private static String of(Notice.Link link) {
        return "Link[text=" + link.text() + ", href=" + link.href() + "]";
    }

    private NoticeText() {}
}
