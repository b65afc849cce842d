package dev.lastgood.observe.kube;

import dev.lastgood.api.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from managedFields who writes a workload's pod template. */
final class TemplateWriters {

    /** Keeps of managedFields who wrote the template and when; which fields of it takes too much room. */
    static <T extends HasMetadata> T keepOnly(T workload) {
        List<ManagedFieldsEntry> writers = workload.getMetadata().getManagedFields().stream()
                .filter(TemplateWriters::isWriter)
                .map(e -> new ManagedFieldsEntryBuilder(e).withFieldsV1(null).build())
                .toList();
        workload.getMetadata().setManagedFields(new ArrayList<>(writers));
        return workload;
    }

    /** The last of them that is not Lastgood. */
    static Optional<String> last(HasMetadata workload) {
        return workload.getMetadata().getManagedFields().stream()
                // What the API server answered to our own patch has all of them.
                .filter(e -> e.getFieldsV1() == null || isWriter(e))
                .filter(e -> e.getManager() != null && e.getTime() != null)
                .filter(e -> !Names.FIELD_MANAGER.equals(e.getManager()))
                .max(Comparator.comparing(ManagedFieldsEntry::getTime))
                .map(ManagedFieldsEntry::getManager);
    }

    /** Returns whether Lastgood owns fields of the template: after a rollback, until they are handed back. */
    static boolean isOurs(HasMetadata workload) {
        return workload.getMetadata().getManagedFields().stream()
                .filter(e -> Names.FIELD_MANAGER.equals(e.getManager()))
                .anyMatch(e -> e.getFieldsV1() == null || isWriter(e));
    }

    private static boolean isWriter(ManagedFieldsEntry entry) {
        return entry.getSubresource() == null
                && entry.getFieldsV1() != null
                && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                && spec.containsKey("f:template");
    }

    private TemplateWriters() {}
}
