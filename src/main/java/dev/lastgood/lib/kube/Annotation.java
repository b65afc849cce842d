package dev.lastgood.lib.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/** Reads annotations of objects that may have none. */
public final class Annotation {

    /** Returns the value; null if there is no such annotation. */
    public static String of(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private Annotation() {}
}
