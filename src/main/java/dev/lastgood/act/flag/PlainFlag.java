package dev.lastgood.act.flag;

import dev.lastgood.act.kube.SwitchProblem;
import dev.lastgood.api.condition.Reason;

/** A key whose whole value is the flag; whitespace around it, such as the line's end, stays. */
final class PlainFlag implements FlagDocument {

    private static final String DEFAULT_OFF = "false";

    /** No flag's value is longer; a whole document would be lost if it were overwritten with one word. */
    private static final int LONGEST = 128;

    @Override
    public Switched switchOff(String document, String flag, String offVariant) throws SwitchProblem {
        String off = offVariant == null || offVariant.isBlank() ? DEFAULT_OFF : offVariant;
        FlagPart value = part(document, flag);
        if (value.text().equalsIgnoreCase(off)) {
            return Switched.wasOff(document, value.text());
        }
        String changed = document.substring(0, value.start()) + off + document.substring(value.end());
        return Switched.from(changed, value.text(), off);
    }

    @Override
    public FlagPart part(String document, String flag) throws SwitchProblem {
        String value = document.strip();
        if (looksLikeADocument(value)) {
            throw new SwitchProblem(
                    Reason.FlagDocumentInvalid,
                    "The key holds a document and not one plain value such as true: set format: Flagd, GoFeatureFlag or "
                            + "Properties for flag " + KnownNames.quoted(flag) + ", or name a key of its own");
        }
        // A blank value has no middle: what there is of it stands behind.
        int start = value.isEmpty() ? 0 : document.indexOf(value);
        return new FlagPart(start, start + value.length(), value);
    }

    private static boolean looksLikeADocument(String value) {
        return value.length() > LONGEST
                || value.startsWith("{")
                || value.startsWith("[")
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
    }
}
