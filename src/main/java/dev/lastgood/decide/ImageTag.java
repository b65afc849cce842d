package dev.lastgood.decide;

/** The version that an image reference names. */
final class ImageTag {

    private static final int SHORT_DIGEST = 19; // "sha256:" and twelve digits

    /** Returns the tag, else the shortened digest, else {@code latest} as the runtime would take it. */
    static String of(String image) {
        if (image == null) {
            return null;
        }
        int at = image.indexOf('@');
        String name = at < 0 ? image : image.substring(0, at);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf('/')) {
            return name.substring(colon + 1);
        }
        return at < 0 ? "latest" : image.substring(at + 1, Math.min(image.length(), at + 1 + SHORT_DIGEST));
    }

    private ImageTag() {}
}
