package dev.lastgood.decide.ledger;

import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.Source;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.AuditEntry;
import dev.lastgood.api.model.AuditStatus;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RevisionSummary;
import dev.lastgood.decide.incident.RecordResult;
import dev.lastgood.decide.revision.Revision;
import dev.lastgood.decide.task.AuditRow;
import dev.lastgood.decide.task.AuditWay;
import dev.lastgood.lib.Digest;
import dev.lastgood.lib.kube.Annotation;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has what people say of a model's revisions by annotation, good or released, written to the ledger. Each is seen once,
 * waits in the status until the ledger has it, and has the same id however often it is seen.
 */
public final class RevisionAudit {

    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final int PENDING = 64;

    /**
     * What is to be written.
     *
     * @param rows empty: nothing
     * @param recheck when to try again though nothing happens, null: never
     */
    public record Due(List<AuditRow> rows, Duration recheck) {}

    /** What came of writing these. */
    public record Came(List<AuditRow> rows, RecordResult result) {}

    /** Completes {@code status}; {@code came} is null where nothing was written since. */
    public static Due advance(
            ModelDeployment model, ModelDeploymentStatus status, List<Revision> revisions, Came came) {
        AuditStatus before = model.getStatus() == null || model.getStatus().audit == null
                ? new AuditStatus()
                : model.getStatus().audit;
        List<AuditEntry> pending = new ArrayList<>(before.pending);
        if (came != null && came.result().state() != StepState.Pending) {
            // Skipped: there is no ledger, and none that could be told later.
            pending.removeIf(
                    e -> came.rows().stream().anyMatch(r -> r.id().toString().equals(e.id)));
        }
        List<AuditRow> said = said(model, revisions);
        String digest = said.isEmpty()
                ? null
                : Digest.of(said.stream().map(r -> r.id().toString()).collect(Collectors.joining(" ")));
        if (!Objects.equals(digest, before.recorded)) {
            said.stream()
                    .map(AuditRow::entry)
                    .filter(e -> pending.stream().noneMatch(p -> p.id.equals(e.id)))
                    .limit(Math.max(0, PENDING - pending.size()))
                    .forEach(pending::add);
        }
        if (digest == null && pending.isEmpty()) {
            return new Due(List.of(), null);
        }
        status.audit = new AuditStatus();
        status.audit.recorded = digest;
        status.audit.pending = pending;
        return new Due(pending.stream().map(AuditRow::of).toList(), pending.isEmpty() ? null : RETRY);
    }

    private static List<AuditRow> said(ModelDeployment model, List<Revision> revisions) {
        return Stream.concat(
                        said(model, revisions, Names.RELEASE, Reason.Released, "release"),
                        said(model, revisions, Names.DECLARE_GOOD, Reason.DeclaredGood, "declare-good"))
                .toList();
    }

    private static Stream<AuditRow> said(
            ModelDeployment model, List<Revision> revisions, String annotation, Reason reason, String action) {
        String name = Annotation.of(model, annotation);
        return revisions.stream()
                .filter(r -> r.name().equals(name) && reason.name().equals(r.reason()))
                .map(r -> AuditRow.of(
                        model.getMetadata().getUid() + "/" + action + "/" + name + "/"
                                + r.standing().since(),
                        r.standing().since(),
                        Source.Person.name(),
                        AuditWay.KubernetesAPI,
                        action,
                        reason.name(),
                        state(name, stateBefore(model, name), null),
                        state(name, r.state().name(), writer(model, annotation))));
    }

    private static Map<String, String> state(String revision, String state, String manager) {
        Map<String, String> values = new TreeMap<>();
        values.put("revision", revision);
        if (state != null) {
            values.put("state", state);
        }
        if (manager != null) {
            values.put("fieldManager", manager);
        }
        return values;
    }

    /** As the status had it when it was seen first; what is told again later the ledger does not take. */
    private static String stateBefore(ModelDeployment model, String revision) {
        if (model.getStatus() == null || model.getStatus().revisions == null) {
            return null;
        }
        return model.getStatus().revisions.stream()
                .filter(r -> revision.equals(r.name) && r.state != null)
                .map((RevisionSummary r) -> r.state.name())
                .findFirst()
                .orElse(null);
    }

    /** Whose token it was only the API server's own audit knows; by what it was written stands in the object. */
    private static String writer(ModelDeployment model, String annotation) {
        return model.getMetadata().getManagedFields().stream()
                .filter(e -> e.getFieldsV1() != null
                        && e.getFieldsV1().getAdditionalProperties().get("f:metadata") instanceof Map<?, ?> metadata
                        && metadata.get("f:annotations") instanceof Map<?, ?> annotations
                        && annotations.containsKey("f:" + annotation))
                .map(ManagedFieldsEntry::getManager)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private RevisionAudit() {}
}
