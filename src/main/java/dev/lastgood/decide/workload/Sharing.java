package dev.lastgood.decide.workload;

import dev.lastgood.api.model.SharedConfigMaps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who else uses the ConfigMaps of a revision, and what a rollback does with such a ConfigMap.
 *
 * @param users by ConfigMap, as in {@code CronJob/nightly}; the workload itself and what belongs to its models are left out
 */
public record Sharing(SharedConfigMaps policy, Map<String, Set<String>> users) {

    /** No other user. */
    public static final Sharing NONE = new Sharing(SharedConfigMaps.Refuse, Map.of());

    /** The other users of one ConfigMap. */
    public Set<String> usersOf(String configMap) {
        return users.getOrDefault(configMap, Set.of());
    }

    /** Whether a rollback must leave the ConfigMap alone. */
    public boolean isRefused(String configMap) {
        return policy == SharedConfigMaps.Refuse && !usersOf(configMap).isEmpty();
    }

    /** Each other user with the ConfigMaps that a rollback changes for it, as in {@code CronJob/nightly (prompts)}. */
    public List<String> affected() {
        Map<String, Set<String>> byUser = new TreeMap<>();
        users.forEach((name, names) -> names.forEach(
                user -> byUser.computeIfAbsent(user, u -> new TreeSet<>()).add(name)));
        return policy == SharedConfigMaps.Refuse
                ? List.of()
                : byUser.entrySet().stream()
                        .map(e -> e.getKey() + " (" + String.join(", ", e.getValue()) + ")")
                        .toList();
    }
}
