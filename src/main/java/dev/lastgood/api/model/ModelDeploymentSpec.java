package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.probe.Probe;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** What a team wants for one model. */
public class ModelDeploymentSpec {

    @JsonPropertyDescription(
            "Key of the model in Postgres (ai_model_runs.model_id) and in REST paths. Default: the name of this object. "
                    + "1 to 253 letters, digits, '.', '_', ':', '/' or '-'.")
    @Pattern("^[A-Za-z0-9][A-Za-z0-9._:/-]*$")
    @Size(min = 1, max = 253)
    public String modelId;

    @JsonPropertyDescription(
            "The gateway that serves the model: which workload, and which configuration belongs to it.")
    @Required
    public Gateway gateway;

    @JsonPropertyDescription("How a revision earns the state Good.")
    public Goodness goodness;

    @JsonPropertyDescription(
            "Questions that are asked for ever, to find a model that misbehaves and to let a revision earn Good. At most 16.")
    @Size(max = 16)
    @ValidationRule(
            value = "self.all(p, self.exists_one(q, q.name == p.name))",
            message = "two probes have one name: give each probe of probes[] a name of its own")
    public List<Probe> probes = new ArrayList<>();

    @JsonPropertyDescription("Feature flags that are switched off when no revision can be restored. At most 32.")
    @Size(max = 32)
    @ValidationRule(
            value = "self.all(f, self.exists_one(g, g.name == f.name))",
            message = "two flags have one name: give each flag of flags[] a name of its own")
    public List<Flag> flags = new ArrayList<>();

    @JsonPropertyDescription(
            "The route that is switched to a fallback where no revision can be restored and the flags cannot be switched off, or there "
                    + "are none.")
    public Route route;

    @JsonPropertyDescription(
            "Who is told of the model's incidents, by trigger and severity. Default: those whom the ConfigMap lastgood-notifications "
                    + "(its key notifications) in this namespace names, else the one in the operator's namespace; an empty list: nobody. At most 8.")
    @Size(max = 8)
    @ValidationRule(
            value = "self.all(n, self.exists_one(m, m.name == n.name))",
            message = "two notifications have one name: give each notification of notifications[] a name of its own")
    public List<Notification> notifications;

    @JsonPropertyDescription(
            "true: nothing is changed for this model. What an incident would have done stands in its status.plan. Works at once, "
                    + "also in the middle of an incident. Default: false.")
    @Default("false")
    public boolean paused;

    @JsonPropertyDescription(
            "The prompts that belong to what Git declares; an incident compares them with those that ran.")
    public Prompts prompts;

    @JsonPropertyDescription(
            "When people look whether the model is biased: rows of ai_model_bias_reviews. Default: never, and an incident BiasDrift says "
                    + "BiasReviewNotConfigured.")
    public BiasReview biasReview;

    @JsonPropertyDescription("What the evidence register says of this model's incidents, beyond what is known of them.")
    public EvidenceRegister evidenceRegister;

    @JsonPropertyDescription(
            "How the model is retrained, where an incident (spec.retrain) or a REST call asks for it. Absent: such a request fails "
                    + "(RetrainNotConfigured).")
    public Retrain retrain;

    @JsonPropertyDescription("How what serves is tested after a rollback. Absent: it is not.")
    public Regression regression;

    @JsonPropertyDescription("How incidents of this model are answered.")
    public Response response;

    @JsonPropertyDescription(
            "How many revisions are kept beside the pinned ones (serving, last good, quarantined, suspects of open incidents). "
                    + "1 to 100, default 10.")
    @Default("10")
    @Min(1)
    @Max(100)
    public int revisionHistoryLimit = 10;
}
