package dev.lastgood.act.flag;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.decide.Reason;

/** The problem that a text is not a document of flags, or not one that can be changed safely. */
final class InvalidDocument {

    static SwitchProblem because(String message) {
        return new SwitchProblem(Reason.FlagDocumentInvalid, message);
    }

    /** @throws SwitchProblem for a byte order mark, which the readers of a document take for a part of it */
    static void requireNoByteOrderMark(String document) throws SwitchProblem {
        if (document.startsWith("\uFEFF")) {
            throw because("The document begins with a byte order mark: save it as UTF-8 without one");
        }
    }

    private InvalidDocument() {}
}
