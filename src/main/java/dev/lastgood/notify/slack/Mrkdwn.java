package dev.lastgood.notify.slack;

import dev.lastgood.lib.BoundedText;

/** Texts of users for Slack's mrkdwn: no markup, no link, nobody mentioned. */
final class Mrkdwn {

    /** {@link #escaped(String)} of as much of the text as makes at most so many characters. */
    static String escaped(String text, int limit) {
        String escaped = escaped(text);
        for (int length = text.length() - 1; escaped.length() > limit && length > 2; length = length * 9 / 10) {
            escaped = escaped(BoundedText.of(text, length));
        }
        return escaped;
    }

    /** A word joiner parts the sign from the word. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("(?i)@(?=channel|here|everyone)", "@\u2060")
                .replaceAll("[*_~`]", "\u2060$0\u2060");
    }

    /** For the address of a link. */
    static String href(String url) {
        return url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C");
    }

    private Mrkdwn() {}
}
