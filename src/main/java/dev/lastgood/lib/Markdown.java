package dev.lastgood.lib;

/** Texts of others in Markdown: they are shown as they are, and make no structure, link, image or HTML of their own. */
public final class Markdown {

    /** On one line; null is an em dash. */
    public static String text(String text) {
        if (text == null || text.isBlank()) {
            return "—";
        }
        return OneLine.of(text)
                .replaceAll("[\\\\`*_\\[\\]<>#|~&$]", "\\\\$0")
                // No person is called, and nothing becomes a link by itself.
                .replace("@", "&#64;")
                .replace("://", "&#58;//")
                .replaceAll("(?i)(www)\\.", "$1\\\\.")
                // No list, no rule, no heading where it begins a line.
                .replaceAll("^[-+=]", "\\\\$0")
                .replaceAll("^(\\d+)([.)])", "$1\\\\$2");
    }

    /** A link that only leads to http or https; anything else is shown as text. */
    public static String link(String name, String url) {
        return url != null && url.matches("https?://[!-~&&[^<>()\\[\\]`\\\\|]]+")
                ? "[" + text(name) + "](<" + url + ">)"
                : text(url);
    }

    private Markdown() {}
}
