package dev.lastgood.decide.incident;

import dev.lastgood.api.incident.AIIncident;
import dev.lastgood.api.model.Links;
import dev.lastgood.api.model.ModelDeployment;
import io.fabric8.kubernetes.client.utils.Utils;

/**
 * Where people look further. What stands in braces ({@code {model}}, {@code {namespace}}, {@code {incident}},
 * {@code {traceId}}) is put in URL-encoded.
 *
 * @param dashboard null: none
 * @param trace null: none
 * @param job of a Job, in which {@code {job}} is its name; null: none
 * @param incident null: none
 */
public record LinkTemplates(String dashboard, String trace, String job, String incident) {

    public static final LinkTemplates NONE = new LinkTemplates(null, null, null, null);

    /** A link that is cut leads nowhere. */
    private static final int LIMIT = 512;

    /** Returns null where there are none. */
    public Links links(AIIncident of, ModelDeployment model, String traceId) {
        Links links = new Links();
        links.dashboard = link(dashboard, of, model, traceId);
        links.trace = traceId == null ? null : link(trace, of, model, traceId);
        links.incident = link(incident, of, model, traceId);
        return links.dashboard == null && links.trace == null && links.incident == null ? null : links;
    }

    /** Where a Job of an incident can be looked at: a link, else a command. */
    public String job(AIIncident incident, ModelDeployment model, String name) {
        String link = job == null ? null : link(job.replace("{job}", encoded(name)), incident, model, null);
        return link != null ? link : "kubectl logs -n " + incident.getMetadata().getNamespace() + " job/" + name;
    }

    private static String link(String template, AIIncident incident, ModelDeployment model, String traceId) {
        if (template == null || template.isBlank()) {
            return null;
        }
        String link = template.replace("{model}", encoded(model.modelId()))
                .replace("{namespace}", encoded(incident.getMetadata().getNamespace()))
                .replace("{incident}", encoded(incident.getMetadata().getName()))
                .replace("{traceId}", encoded(traceId == null ? "" : traceId));
        return link.length() > LIMIT ? null : link;
    }

    /** In a path too: there + is a plus. */
    private static String encoded(String text) {
        return Utils.toUrlEncoded(text).replace("+", "%20");
    }
}
