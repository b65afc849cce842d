package dev.lastgood.notify;

import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.OneLine;

/** Texts of others on their way out. */
final class Plain {

    private static final int LINE = 400;

    /** On one line, without what nobody sees, in bounds. */
    static String line(String text) {
        return OneLine.of(text, LINE);
    }

    /** {@link #mrkdwn(String)} of as much of the text as makes at most so many characters. */
    static String mrkdwn(String text, int limit) {
        String escaped = mrkdwn(text);
        for (int length = text.length() - 1; escaped.length() > limit && length > 2; length = length * 9 / 10) {
            escaped = mrkdwn(BoundedText.of(text, length));
        }
        return escaped;
    }

    /** For Slack's mrkdwn: no markup, no link, nobody called. A zero-width joiner parts the sign from the word. */
    static String mrkdwn(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("(?i)@(?=channel|here|everyone)", "@\u2060")
                .replaceAll("[*_~`]", "\u2060$0\u2060");
    }

    /** For the address of a link in Slack's mrkdwn. */
    static String href(String url) {
        return url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C");
    }

    private Plain() {}
}
