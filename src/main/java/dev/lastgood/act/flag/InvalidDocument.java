package dev.lastgood.act.flag;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.lib.Located;

/** The problem that a text is not a document of flags, or not one that can be changed safely. */
final class InvalidDocument {

    static SwitchProblem because(String message) {
        return new SwitchProblem(Reason.FlagDocumentInvalid, message);
    }

    /** @throws SwitchProblem for a byte order mark, which some readers take for a part of the text */
    static void requireNoByteOrderMark(String document) throws SwitchProblem {
        if (document.startsWith("\uFEFF")) {
            throw because("The document begins with a byte order mark: save it as UTF-8 without one");
        }
    }

    /** @throws SwitchProblem if an object has several members of this name */
    static void requireOnce(Located object, String name, String where) throws SwitchProblem {
        if (object.isTwice(name)) {
            throw because(KnownNames.quoted(name) + " stands more than once in " + where
                    + ", and readers differ in which one counts: remove all but one");
        }
    }

    private InvalidDocument() {}
}
