package dev.lastgood.decide.task;

import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.api.model.ModelDeploymentStatus;
import dev.lastgood.api.model.RunAction;
import dev.lastgood.lib.Digest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A Job that is to be made from a CronJob's template.
 *
 * @param model name of the ModelDeployment
 * @param modelUid its uid; it owns the Job
 * @param job the Job's name: the same for the same request, so that it is made once
 */
public record JobOrder(
        String namespace,
        String model,
        String modelUid,
        String modelId,
        RunAction action,
        String cronJob,
        String job,
        RunParameters parameters) {

    /** What a Job may be called: its pods carry the name as a label. */
    private static final int NAME_LIMIT = 63;

    private static final int DIGITS = 10;

    /** @param request tells this request from others of the model */
    public static JobOrder of(
            ModelDeployment model, RunAction action, String cronJob, String request, RunParameters parameters) {
        return new JobOrder(
                model.getMetadata().getNamespace(),
                model.getMetadata().getName(),
                model.getMetadata().getUid(),
                model.modelId(),
                action,
                cronJob,
                name(model, action, request),
                parameters);
    }

    /** Name of the Job that a request is answered with. */
    public static String name(ModelDeployment model, RunAction action, String request) {
        String end = "-" + action.name().toLowerCase(Locale.ROOT) + "-"
                + Digest.of(model.getMetadata().getUid() + "/" + action + "/" + request)
                        .substring(0, DIGITS);
        String name = model.getMetadata().getName().replace('.', '-');
        return name.substring(0, Math.min(name.length(), NAME_LIMIT - end.length())) + end;
    }

    /** The variables that each container gets, in order, as plain values. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LASTGOOD_MODEL", modelId);
        variables.put("LASTGOOD_NAMESPACE", namespace);
        variables.put("LASTGOOD_ACTION", action.name().toLowerCase(Locale.ROOT));
        variables.putAll(parameters.environment());
        return variables;
    }

    /** The version that serves as the model's status says it, null where it is not known. */
    public static String servingVersion(ModelDeployment model) {
        ModelDeploymentStatus status = model.getStatus();
        return status == null || status.revisions == null
                ? null
                : status.revisions.stream()
                        .filter(r -> r.name != null && r.name.equals(status.servingRevision))
                        .map(r -> r.version)
                        .findFirst()
                        .orElse(null);
    }
}
