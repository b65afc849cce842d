package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.model.SharedConfigMaps;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharingTest {

    private static final Map<String, Set<String>> USERS =
            Map.of("prompts", Set.of("CronJob/nightly", "DaemonSet/edge"), "rules", Set.of("CronJob/nightly"));

    @Test
    void what_others_use_is_refused_unless_the_models_say_restore() {
        assertThat(new Sharing(SharedConfigMaps.Refuse, USERS).isRefused("prompts"))
                .isTrue();
        assertThat(new Sharing(SharedConfigMaps.Refuse, USERS).isRefused("own")).isFalse();
        assertThat(new Sharing(SharedConfigMaps.Restore, USERS).isRefused("prompts"))
                .isFalse();
    }

    @Test
    void those_that_a_rollback_changes_something_for_are_named_with_it() {
        assertThat(new Sharing(SharedConfigMaps.Restore, USERS).affected())
                .containsExactly("CronJob/nightly (prompts, rules)", "DaemonSet/edge (prompts)");
        assertThat(new Sharing(SharedConfigMaps.Refuse, USERS).affected())
                .as("nothing is restored for them")
                .isEmpty();
    }
}
