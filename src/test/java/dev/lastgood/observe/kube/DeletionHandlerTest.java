package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionHandlerTest {

    private final List<String> deleted = new ArrayList<>();
    private final DeletionHandler<ConfigMap> handler =
            new DeletionHandler<>(object -> deleted.add(object.getMetadata().getUid()));

    private static ConfigMap object(String uid, String version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("ai")
                .withName("quotes")
                .withUid(uid)
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }

    @Test
    void one_that_was_created_or_changed_was_not_deleted() {
        handler.onAdd(object("uid-1", "1"));
        handler.onUpdate(object("uid-1", "1"), object("uid-1", "2"));
        assertThat(deleted).isEmpty();
    }

    @Test
    void one_that_was_deleted_is_told() {
        handler.onDelete(object("uid-1", "1"), false);
        assertThat(deleted).containsExactly("uid-1");
    }

    @Test
    void one_that_was_created_anew_while_the_watch_was_interrupted_took_the_place_of_the_old_one() {
        handler.onUpdate(object("uid-1", "1"), object("uid-2", "7"));
        assertThat(deleted).containsExactly("uid-1");
    }
}
