package dev.lastgood.api.incident;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import dev.lastgood.api.Severity;
import dev.lastgood.api.Trigger;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.ZonedDateTime;

/** What was seen, and what is asked for. */
@ValidationRule(
        value = "has(self.suspect) == has(oldSelf.suspect) && (!has(self.suspect) || self.suspect == oldSelf.suspect)",
        message = "suspect cannot change: create another AIIncident for another revision")
@ValidationRule(
        value =
                "has(self.requestedBy) == has(oldSelf.requestedBy) && (!has(self.requestedBy) || self.requestedBy == oldSelf.requestedBy)",
        message =
                "requestedBy cannot change: who approves or resolves stands in response.approvedBy and resolution.resolvedBy")
@ValidationRule(
        value = "(has(self.response) && has(self.response.dryRun) && self.response.dryRun) == "
                + "(has(oldSelf.response) && has(oldSelf.response.dryRun) && oldSelf.response.dryRun)",
        message = "response.dryRun cannot change: create another AIIncident to act, or to try")
@ValidationRule(
        value = "!has(oldSelf.retrain) || (has(self.retrain) && self.retrain == oldSelf.retrain)",
        message = "retrain cannot change: create another AIIncident, or ask for another retrain over REST")
public class AIIncidentSpec {

    @JsonPropertyDescription("The model that misbehaves: a ModelDeployment in the same namespace. Cannot change.")
    @Required
    @ValidationRule(
            value = "self == oldSelf",
            message = "modelRef cannot change: create another AIIncident for another model")
    public ModelRef modelRef;

    @JsonPropertyDescription(
            "What it did: Hallucination, NonDeterminism, PIILeak, GatewayErrors, BiasDrift or Manual. Cannot change.")
    @Required
    @ValidationRule(value = "self == oldSelf", message = "trigger cannot change: create another AIIncident")
    public Trigger trigger;

    @JsonPropertyDescription(
            "Who opened it: Person, Probe, Alert or Return. Lastgood writes Probe into those that its probes open; they roll back recent "
                    + "revisions only. It writes Return if a quarantined revision serves again after the incident that quarantined it "
                    + "was over; that is restored at once. Default: Person. Cannot change.")
    @Default("Person")
    @ValidationRule(value = "self == oldSelf", message = "source cannot change: create another AIIncident")
    public Source source = Source.Person;

    @JsonPropertyDescription(
            "Who asked for it, such as the user name that the API server gave to the token of a REST call. It stands in the audit. REST "
                    + "writes it; otherwise leave it out. At most 256 characters. Cannot change.")
    @Size(min = 1, max = 256)
    public String requestedBy;

    @JsonPropertyDescription(
            "Whom the rollback's row in ai_model_runs names as triggered_by. Default: requestedBy, else lastgood. At most 256 characters.")
    @Size(min = 1, max = 256)
    public String triggeredBy;

    @JsonPropertyDescription(
            "The Git commit or tag that is rolled back to, for the rollback's row in ai_model_runs (git_ref). At most 256 visible ASCII characters.")
    @Size(max = 256)
    @ValidationRule(
            value = "self.matches('^[!-~]+$')",
            message = "gitRef is one word of visible ASCII characters: write a commit or a tag, or leave it out")
    public String gitRef;

    @JsonPropertyDescription(
            "Who looks after the incident, written by that person. Reminders of overdue updates name them, and PagerDuty shows the alert as "
                    + "acknowledged. May change. At most 256 characters.")
    @Size(min = 1, max = 256)
    public String acknowledgedBy;

    @JsonPropertyDescription("How bad it is: Sev0 (worst) to Sev3. Default: Sev2.")
    @Default("Sev2")
    public Severity severity = Severity.Sev2;

    @JsonPropertyDescription(
            "What users see, in a sentence. It stands in Events and in the failed run's error_message. At most 1024 characters.")
    @Size(max = 1024)
    public String summary;

    @JsonPropertyDescription("Who is hit and how, for those who are notified. May change. At most 1024 characters.")
    @Size(max = 1024)
    public String customerImpact;

    @JsonPropertyDescription(
            "When it is expected to be mitigated, RFC 3339 such as 2026-11-23T12:00:00Z, for those who are notified. May change.")
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public ZonedDateTime mitigationETA;

    @JsonPropertyDescription(
            "The trace of a bad answer. At most 128 visible ASCII characters. Without it the newest one in admin_ai_prompts is taken.")
    @Size(max = 128)
    @ValidationRule(
            value = "self.matches('^[!-~]+$')",
            message =
                    "traceId is one word of visible ASCII characters: write it without spaces and on one line, or leave it out")
    public String traceId;

    @JsonPropertyDescription(
            "The run that brought the model: the id (a UUID) of a row in ai_model_runs, which is marked failed. Without it the run is "
                    + "identified by the suspect's version.")
    @Size(max = 64)
    @ValidationRule(
            value = "self.matches('^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$')",
            message = "runId is the id of a row in ai_model_runs: write a UUID such as "
                    + "0b2e6f0a-5c1d-4e7f-8a9b-0c1d2e3f4a5b, on one line, or leave it out")
    public String runId;

    @JsonPropertyDescription(
            "Digest of the prompt, such as sha256:..., never the prompt itself. At most 256 visible ASCII characters. Without it the "
                    + "newest one in admin_ai_prompts is taken.")
    @Size(max = 256)
    @ValidationRule(
            value = "self.matches('^[!-~]+$')",
            message =
                    "promptDigest is one word of visible ASCII characters such as sha256:...: never write the prompt itself")
    public String promptDigest;

    @JsonPropertyDescription(
            "When it was detected, RFC 3339; default: when this object was created. An incident that is kept in Git carries it, so that "
                    + "a new cluster does not act on it again (see response.expiresAfter).")
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public ZonedDateTime detectedAt;

    @JsonPropertyDescription(
            "Name of the revision (ControllerRevision) that is to blame. Default: the one that served when this object was created. Is "
                    + "another one serving by now, nothing is changed. Cannot change.")
    @Size(min = 1, max = 253)
    @Pattern(Names.OBJECT_NAME)
    public String suspect;

    @JsonPropertyDescription(
            "Which try this is. A larger number than before asks for another rollback of the same incident. From 1 to 1000000, default 1; never "
                    + "smaller than before.")
    @Default("1")
    @Min(1)
    @Max(1000000)
    @ValidationRule(
            value = "self >= oldSelf",
            message = "attempt can only grow: write a larger number to ask for another rollback")
    public int attempt = 1;

    @JsonPropertyDescription(
            "true: a game day. Everything is done for real, the rollback and the quarantine included, everything says DRILL, and the time "
                    + "metrics leave it out. The resolution FalseAlarm gives the suspect its state back. Default: false. Cannot change.")
    @Default("false")
    @ValidationRule(value = "self == oldSelf", message = "drill cannot change: create another AIIncident")
    public boolean drill;

    @JsonPropertyDescription(
            "true: evidence is captured and nothing is changed until this is false. The suspect cannot be restored for anybody "
                    + "meanwhile. Default: false.")
    @Default("false")
    public boolean evidenceHold;

    @JsonPropertyDescription(
            "Asks for a retrain of the model, once per attempt and as soon as the rollback is not under way any more; {} will do. The "
                    + "condition Retrained says what becomes of it. May be added later; cannot change.")
    public RetrainRequest retrain;

    @JsonPropertyDescription("How Lastgood answers.")
    public IncidentResponse response;

    @JsonPropertyDescription(
            "How it ended; set by a person. An incident that is created with a resolution is recorded only.")
    public Resolution resolution;
}
