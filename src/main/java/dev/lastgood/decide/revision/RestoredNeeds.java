package dev.lastgood.decide.revision;

import dev.lastgood.decide.workload.ConfigContent;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a restored revision needs and the tools of its owners do not know: ConfigMaps that it has and the failed release had not.
 * Such a tool deletes them, before the rollback or after it, and new pods of the restored revision do not start.
 */
public final class RestoredNeeds {

    /**
     * Returns the names of such ConfigMaps that do not exist. None if another template than the restored one is declared: then
     * someone has decided otherwise.
     *
     * @param marker of the last rollback
     * @param absent ConfigMaps of what is declared that do not exist
     */
    public static Set<String> missing(GatewayView view, RollbackMarker marker, Set<String> absent) {
        Optional<Revision> restored = view.revision(marker.to());
        Optional<Revision> failed = view.revision(marker.from());
        if (restored.isEmpty() || failed.isEmpty() || !isDeclared(view, restored.get())) {
            return Set.of();
        }
        Set<String> missing = new TreeSet<>(absent);
        missing.removeIf(name -> !has(restored.get(), name) || has(failed.get(), name));
        return missing;
    }

    private static boolean isDeclared(GatewayView view, Revision restored) {
        return view.live().content().templateHash().equals(restored.content().templateHash());
    }

    private static boolean has(Revision revision, String configMap) {
        String digest = revision.content().configuration().digests().get(configMap);
        return digest != null && !digest.equals(ConfigContent.NONE);
    }

    private RestoredNeeds() {}
}
