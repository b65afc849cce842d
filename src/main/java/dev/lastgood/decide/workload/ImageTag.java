package dev.lastgood.decide.workload;

/** Reads the version from an image reference. */
public final class ImageTag {

    private static final int SHORT_DIGEST = 19; // "sha256:" and twelve digits

    /** Returns the tag, otherwise the shortened digest, otherwise {@code latest} as the runtime does. */
    public static String of(String image) {
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
