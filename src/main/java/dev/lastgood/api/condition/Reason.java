package dev.lastgood.api.condition;

import static dev.lastgood.api.condition.ReasonPlace.Audit;
import static dev.lastgood.api.condition.ReasonPlace.Incident;
import static dev.lastgood.api.condition.ReasonPlace.Model;
import static dev.lastgood.api.condition.ReasonPlace.Notification;
import static dev.lastgood.api.condition.ReasonPlace.Probe;
import static dev.lastgood.api.condition.ReasonPlace.Response;
import static dev.lastgood.api.condition.ReasonPlace.Revision;
import static dev.lastgood.api.condition.ReasonPlace.Run;
import static dev.lastgood.api.condition.ReasonPlace.Step;
import static dev.lastgood.api.condition.ReasonPlace.Timeline;

import dev.lastgood.api.incident.Step;
import dev.lastgood.api.model.Notification;
import dev.lastgood.api.model.Response;
import dev.lastgood.api.probe.Probe;
import java.util.List;

/**
 * Why something is as it is: the one vocabulary of conditions, steps, events, metric tags, run rows and messages. Each
 * reason says what it means and what to do about it; docs/reasons.md is generated from here.
 */
public enum Reason {
    // What the workload and its revisions are
    Available("The workload exists and Lastgood watches it.", Remedy.NONE, Model),
    WorkloadNotFound(
            "The workload that `spec.gateway.workloadRef` names does not exist. Nothing can be rolled back.",
            "Create the workload, or name another one in `spec.gateway.workloadRef`.",
            Model,
            Incident,
            Step,
            Timeline),
    ConfigurationInvalid(
            "Lastgood cannot work with the spec. The message names the field.",
            "Correct the field and apply the object again.",
            Model,
            Incident),
    RolloutInProgress(
            "A rollout of the workload is in progress.",
            "Wait. If the rollout does not end, `kubectl rollout status deployment/NAME` says what it waits for.",
            Model,
            Incident,
            Step),
    RolloutComplete("The declared revision is the one that serves.", Remedy.NONE, Model),
    RolloutFailed(
            "The declared revision did not roll out within its progress deadline.",
            "Find out why its pods do not become ready (`kubectl describe pod`) and correct the workload.",
            Model,
            Step),
    NotRolledOut("The revision is recorded but has not served yet.", Remedy.NONE, Revision),
    ConfigurationNotPickedUp(
            "Only the configuration changed, and not every ready pod started after that change.",
            "Run `kubectl rollout restart deployment/NAME`. If the pods reload their configuration, set "
                    + "`spec.gateway.configReload: true`.",
            Model),
    Soaking("The revision serves, but has not been available for `spec.goodness.soak` yet.", Remedy.NONE, Revision),
    BrokeDuringSoak(
            "The rollout failed, or too few pods were available, before the revision earned Good. This rollout cannot "
                    + "earn Good any more.",
            "Find out why the pods failed, then start another rollout: `kubectl rollout restart deployment/NAME`. Or "
                    + "declare the revision good: `kubectl annotate mdl MODEL lastgood.dev/declare-good=REVISION`.",
            Revision),
    MixtureOfFailed(
            "The revision has only parts of a quarantined revision and of the last good one, or all that the quarantined one "
                    + "is blamed for. It proves nothing new, so it cannot earn Good.",
            "Change a part that is blamed to a new value. If the revision is known to be good, declare it: `kubectl annotate "
                    + "mdl MODEL lastgood.dev/declare-good=REVISION`. If the quarantine is wrong, release the quarantined "
                    + "revision.",
            Revision),
    Unprobed(
            "The model has no probes, so nothing detects misbehavior. Soak time and availability alone make a revision "
                    + "Good.",
            "Add `spec.probes` to the ModelDeployment.",
            Model,
            Revision),
    Probed(
            "The revision earned Good: it stayed available for its soak time, and its probes returned enough good "
                    + "samples.",
            Remedy.NONE,
            Revision),
    SamplesMissing(
            "The soak time is over, but there are fewer good samples than `spec.goodness.minGoodSamples`, or a probe has "
                    + "none.",
            "Look for probes that are not Good in `status.probes`. Otherwise wait, or lower `minGoodSamples` or the "
                    + "probes' `every`.",
            Revision),
    TooManyBadSamples(
            "The soak time is over, but 5 % or more of the samples are bad.",
            "Find the cause of the bad samples in `status.probes`. Further good samples lower the share.", Revision),
    DeclaredGood(
            "A person declared the revision good with the annotation `lastgood.dev/declare-good`.",
            Remedy.NONE,
            Revision,
            Audit),
    RolledBack(
            "An incident rolled the revision back and quarantined it. The quarantine policy refuses to let it in again.",
            "Deploy a fix of what is blamed. To let the revision in, run `kubectl delete quarantine REVISION`, or resolve the "
                    + "incident as FalseAlarm.",
            Revision,
            Audit),
    RestoredByFalseAlarm(
            "The incident was a false alarm, so the revision got back the state that it had before.",
            Remedy.NONE,
            Revision,
            Audit),
    Released(
            "A person released the revision: someone deleted its Quarantine, or wrote the annotation `lastgood.dev/release`. The "
                    + "revision must earn Good again.",
            Remedy.NONE,
            Revision,
            Audit),
    NoLastGood(
            "No other revision than the serving one, or than the suspect, has earned Good. A rollback has no target; an "
                    + "incident turns the flags off instead.",
            "Declare a known good revision of `status.revisions`: "
                    + "`kubectl annotate mdl MODEL lastgood.dev/declare-good=REVISION`. Or wait until one earns Good.",
            Model,
            Step,
            Timeline),
    PolicyInForce(
            "Nothing suspends what `spec.response` asks for. The message names the mode and the revision that a rollback restores.",
            Remedy.NONE,
            Model),
    LastGoodKnown("A rollback has a target: the Good revision that served most recently.", Remedy.NONE, Model),
    QuarantinedRevisions(
            "The revisions in the message were rolled back and are kept out.",
            "Deploy a fix. To let one in, run `kubectl delete quarantine REVISION`.",
            Model),
    NothingQuarantined("No revision is quarantined.", Remedy.NONE, Model),
    QuarantineNotEnforced(
            "The API server would let a quarantined revision in: the policies are not installed, or their bindings are missing.",
            "Install the policies (`quarantinePolicy.install` of the chart). If they were installed with the CRDs just now, "
                    + "wait half a minute: kube-apiserver then follows them.",
            Model),
    SnapshotTooLarge(
            "The pod template is larger than 900 KiB, or one of its ConfigMaps is larger than 1,400 KiB as it would be stored. "
                    + "Lastgood records no revision of them.",
            "Move data that is not configuration of the model out of its ConfigMaps, or exclude one: "
                    + "`kubectl annotate configmap NAME lastgood.dev/ignore=true`.",
            Model,
            Step,
            Timeline),
    RevisionNotRecorded(
            "The API server refuses to store the declared revision, so an incident cannot blame the revision or roll it back.",
            "Correct what the message names: usually a ResourceQuota on `count/controllerrevisions.apps`, or a missing right. "
                    + "Lastgood tries again each minute.",
            Model,
            Step,
            Timeline),
    NotOwned("No other controller owns the workload.", Remedy.NONE, Model),
    DeclaredRevisionUnknown(
            "The annotation `lastgood.dev/declare-good` names something that is not a revision of this workload.",
            "Write the name of a revision in `status.revisions`.",
            Model),
    DeclaredRevisionQuarantined(
            "The annotation `lastgood.dev/declare-good` names a quarantined revision.",
            "Release the revision first: `kubectl delete quarantine REVISION`.",
            Model),

    // Whether a rollback would work now
    RollbackRehearsed(
            "The rollback that an incident would do now was submitted as a server-side dry run, and nothing prevents it. A dry "
                    + "run does not show missing keys of a Secret, or images that no longer exist.",
            Remedy.NONE,
            Model),
    OlderRevisionRehearsed(
            "The last good revision could not be restored now, but an older Good one could: that was rehearsed, and an incident "
                    + "would restore it instead.",
            "Remove what prevents the rollback to the last good revision, as the message says. It may be an admission policy that "
                    + "is younger than that revision.",
            Model),
    NotRehearsedYet(
            "The rollback of the model has not been rehearsed yet, or no revision has served yet.", Remedy.NONE, Model),
    RehearsalUnanswered(
            "The API server did not answer the last rehearsal, so Lastgood does not know whether a rollback would work.",
            "Lastgood asks again automatically. If the reason persists, check the API server and its admission webhooks.",
            Model),
    DryRunNotSupported(
            "An admission webhook refuses dry runs, so the rollback cannot be rehearsed. A real one may work.",
            "If the webhook has no side effects, set `sideEffects: None` or `NoneOnDryRun` in its configuration.",
            Model),
    SelectorChanged(
            "The workload was deleted and created again with another selector, which does not match the pods of the revision "
                    + "to restore. A selector cannot be changed.",
            "Delete the workload and apply the manifest of that revision, or deploy a fix under the present selector.",
            Model,
            Step,
            Timeline),
    VolumeClaimsChanged(
            "The StatefulSet was created again with other `volumeClaimTemplates` than the revision to restore has. A rollback "
                    + "cannot change them.",
            "Delete the StatefulSet and apply the manifest of that revision. Or deploy a fix.",
            Model,
            Step,
            Timeline),

    // What a probe sees
    NoSampleYet("The probe has not returned a sample yet.", Remedy.NONE, Model, Probe),
    AsExpected("The sample is as the probe expects.", Remedy.NONE, Probe),
    StatusUnexpected(
            "The response has an HTTP status that the probe does not expect.",
            "Look at the gateway's log. If an HTTP probe should accept the status, add it to `http.expect.status`.",
            Probe),
    AnswerUnexpected(
            "The response lacks the expected value: at the JSON pointer, as a match of the pattern, or as the model's "
                    + "answer.",
            "Look at the response by hand. If the response is correct, correct `expect` of the probe.",
            Probe),
    AnswerNotJson(
            "The response is not valid JSON.",
            "Look at the response by hand. If it is not meant to be JSON, use `http.expect.matches`.",
            Probe),
    AnswerIncomplete(
            "The connection ended before the whole response arrived.",
            "Look at the gateway's log and at restarts of its pods.",
            Probe),
    AnswerTooLarge(
            "The response is larger than `lastgood.probes.max-body`.",
            "Probe a path with a smaller response, or raise the setting.",
            Probe),
    AnswerTimedOut(
            "The whole response did not arrive within the probe's `timeout`.",
            "Look at the gateway's load. If the response time is normal, raise `timeout`.",
            Probe),
    AnswersDiffer(
            "The model gave different answers to the same prompt within one sample.",
            "Find out why the model is not deterministic (temperature, seed, mixed versions). If it need not be, remove "
                    + "`expect.identical`.",
            Probe),
    SchemaViolated(
            "The answer does not satisfy the JSON schema of the probe.",
            "Compare the answer with the schema. Correct the model, its prompts, or the schema.",
            Probe),
    ForbiddenPatternFound(
            "The answer contains personal data or another forbidden pattern.",
            "Treat it as a leak until it is explained. If the pattern is too broad, correct `expect.forbid` or "
                    + "`expect.forbidPatterns`.",
            Probe),
    TooFarFromGolden(
            "The answer differs from the golden answer by more than `golden.maxDistance`.",
            "Compare the answers. If the new one is correct, update the golden answer's ConfigMap.",
            Probe),
    ThresholdCrossed(
            "The Prometheus query returned values for which `badWhen` is true.",
            "Run the query in Prometheus and find out since when.",
            Probe),
    TargetUnreachable(
            "The Service cannot be reached, or it has no ready endpoint. The sample counts as Bad only if "
                    + "the workload is unavailable as well, and does not just come up after it had no pods.",
            "Check the Service's endpoints, its pods and the NetworkPolicies: `kubectl get endpointslices`.",
            Probe),
    ProbesGood("All probes are good.", Remedy.NONE, Model),
    ProbesBad(
            "A probe is bad: it returned `failAfter` bad samples in a row.",
            "Read the message, then the incident that the probe opened. If the restored revision is bad too, look for a "
                    + "cause outside the workload.",
            Model,
            Incident,
            Step,
            Timeline,
            Revision),
    ProbesUnknown(
            "A probe does not return a result, so nobody can say whether the model is good.",
            "Correct what the probe's reason in `status.probes` names. An incident becomes Mitigated automatically once its "
                    + "probes are good.",
            Model,
            Incident,
            Step,
            Timeline),
    ServiceNotFound(
            "The Service that the probe names does not exist in the namespace.",
            "Create the Service, or name another one in `serviceRef.name`.",
            Probe),
    ServicePortNotFound(
            "The Service does not have the TCP port that the probe names.",
            "Write one of its ports in `serviceRef.port`, by number or by name.",
            Probe),
    AddressRefused(
            "Lastgood does not send the probe: the Service leads to an address that probes may not reach.",
            "Name a Service that selects pods of the same namespace.",
            Probe),
    PrometheusNotConfigured(
            "The probe queries Prometheus, but `lastgood.probes.prometheus-url` is not set or not usable.",
            "Set `settings: {probes.prometheus-url: http://HOST:9090}` in the chart's values.",
            Probe),
    PrometheusUnreachable(
            "Prometheus does not answer, or something else answers at its address.",
            "Check `lastgood.probes.prometheus-url`, Prometheus itself and the NetworkPolicies.",
            Probe),
    NoData(
            "The query returned no series, or only NaN.",
            "Run the query in Prometheus. Check that the metric is scraped and that the labels match.",
            Probe),
    QueryInvalid(
            "Prometheus cannot evaluate the query, or its result is neither a vector nor a scalar.",
            "Try the query in Prometheus and correct `prometheus.query`.",
            Probe),
    ProbeInvalid(
            "The probe cannot be carried out as it is written.",
            "Correct what the message names in `spec.probes`.",
            Probe),
    ConfigMapKeyMissing(
            "The ConfigMap, or its key, that the probe reads does not exist.",
            "Create the ConfigMap with that key, or correct the `configMapKeyRef`.",
            Probe),
    ProbeDisturbed(
            "The operator was too busy to judge this sample. The sample says nothing about the model.",
            "If the reason persists, give the operator more CPU or lengthen the probes' `every`.",
            Probe),

    // Why an incident does not act, or not yet
    ModelNotFound(
            "The ModelDeployment that `spec.modelRef` names does not exist in the incident's namespace.",
            "Create the ModelDeployment, or create the incident again with the right `modelRef`.",
            Incident,
            Step,
            Timeline),
    ModelPaused(
            "`spec.paused` of the ModelDeployment is true, so Lastgood changes nothing for this model.",
            "When Lastgood may act again: `kubectl patch mdl MODEL --type merge -p '{\"spec\":{\"paused\":false}}'`.",
            Model,
            Incident,
            Response),
    OperatorPaused(
            "The ConfigMap `lastgood` in the operator's namespace pauses Lastgood for all models.",
            "When Lastgood may act again: `kubectl -n lastgood delete configmap lastgood`.",
            Model,
            Incident,
            Response),
    Expired(
            "The incident was detected longer ago than `spec.response.expiresAfter` when Lastgood could act. The incident is recorded "
                    + "only.",
            "If the model still misbehaves, create another AIIncident.",
            Incident,
            Timeline),
    CreatedWithResolution(
            "The incident was created with a resolution. The incident is recorded only.",
            "If Lastgood should act, create another AIIncident without `spec.resolution`.",
            Incident,
            Timeline),
    AlreadyInLedger(
            "The ledger has this attempt of the incident already, for example after a restored backup. The incident is recorded only.",
            "If the model still misbehaves, create another AIIncident with a larger `spec.attempt`.",
            Incident,
            Timeline),
    RevisionNotSeenYet(
            "Lastgood is recording the current pod template as a revision. The incident waits for that.",
            Remedy.NONE,
            Incident),
    SuspectUnknown(
            "The suspect is not a revision of the workload, is no longer kept, or nothing has been seen serving yet.",
            "Create the incident without `spec.suspect`, or with a name of "
                    + "`kubectl get controllerrevisions -l lastgood.dev/workload`. If nothing has served yet, wait.",
            Incident,
            Timeline),
    SuspectNotServing(
            "Another revision than the suspect serves by now, so Lastgood changed nothing.",
            "Check that the serving revision is good, then resolve the incident.",
            Incident,
            Step,
            Timeline),
    AlreadyServing(
            "The revision that the incident asks for serves already, so Lastgood changed nothing.",
            "If the model misbehaves all the same, create an incident that names another revision in "
                    + "`spec.response.rollback`.",
            Incident,
            Step,
            Timeline),
    Joined(
            "Another incident rolled the workload back; this incident shares that rollback.",
            Remedy.NONE,
            Incident,
            Step,
            Timeline),
    EvidenceHold(
            "`spec.evidenceHold` of the incident is true: evidence is captured and nothing is changed.",
            "When the evidence is safe: `kubectl patch aii INCIDENT --type merge -p '{\"spec\":{\"evidenceHold\":false}}'`.",
            Model,
            Incident),
    ObserveOnly(
            "The mode is Observe: Lastgood shows its plan in `status.plan` and changes nothing.",
            "To carry the plan out, set `spec.response.mode` of the incident to Auto, or to Suggest and approve the plan.",
            Incident,
            Timeline),
    AwaitingApproval(
            "The mode is Suggest: the plan in `status.plan` waits for approval.",
            "Approve it: `kubectl patch aii INCIDENT --type merge -p "
                    + "'{\"spec\":{\"response\":{\"approvedPlan\":\"HASH\"}}}'` with the hash of `status.plan`.",
            Incident,
            Timeline),
    ApprovedPlanOutdated(
            "The plan has changed since it was approved; the approval does not apply to the new plan.",
            "Read `status.plan` again and write its hash to `spec.response.approvedPlan`.",
            Incident,
            Timeline),
    PlanApproved("A person approved the plan.", Remedy.NONE, Audit),
    BreakerOpen(
            "The workload was rolled back as often as `spec.response.breaker` allows within its window. Incidents of probes "
                    + "and alerts only suggest a plan.",
            "Find the common cause: a dependency, or a probe that is wrong. An incident that a person applies still acts.",
            Model,
            Incident,
            Timeline),
    BreakerClosed("Fewer rollbacks than the limit happened within the breaker's window.", Remedy.NONE, Model),
    DryRun(
            "The plan was submitted as a server-side dry run. Nothing was changed.",
            "To carry it out, create the incident without `spec.response.dryRun`.",
            Incident,
            Step,
            Timeline),

    // The ladder
    BadBefore(
            "The probes were bad already before the suspect began to serve, and have not been good since. Its change is not the "
                    + "cause, so nothing is rolled back; the flags follow.",
            "Look for a cause that lasts: an upstream, a key, an earlier fault. To roll back all the same, apply an incident of "
                    + "your own.",
            Step,
            Timeline),
    NoRecentChange(
            "The suspect has served longer than `spec.response.suspectWindow`, or Lastgood itself restored it. The cause is "
                    + "probably elsewhere, so nothing is rolled back.",
            "Look for a cause upstream. To roll back all the same, apply an incident of your own.",
            Step,
            Timeline),
    Reverted(
            "Someone brought the failed revision back after the rollback. Lastgood restores the good one again.",
            "Correct the manifest in Git or stop the pipeline, and install the quarantine policy.",
            Incident,
            Step,
            Timeline,
            Audit),
    RevertedTooOften(
            "Someone brought the failed revision back as often as the breaker allows. Lastgood has stopped restoring.",
            "Stop what applies the failed revision, install the quarantine policy, then raise `spec.attempt`.",
            Incident,
            Step,
            Timeline),
    RecreatedTooOften(
            "Someone deleted the workload and created it with the failed revision twice within 10 minutes. Lastgood has stopped "
                    + "restoring.",
            "Turn off what replaces by force: `kubectl replace --force`, the sync options `Replace=true,Force=true` of Argo CD, "
                    + "`force` of a Flux Kustomization, `upgrade.force` of a HelmRelease. Then raise `spec.attempt`.",
            Incident,
            Step,
            Timeline),
    RestoredConfigMapMissing(
            "A ConfigMap that the restored revision needs was deleted after the rollback: twice within 10 minutes, or the API "
                    + "server refuses to create it again. Lastgood leaves it deleted, and new pods do not start.",
            "Exclude it from pruning in the tool that deletes it, then apply it again. Or roll out a fix that does not need it.",
            Model),
    TargetNotFound(
            "The revision to restore was never recorded, or is no longer kept, or may not be restored again.",
            "Name a revision of `status.revisions` in `spec.response.rollback`, then raise `spec.attempt`.",
            Model,
            Incident,
            Step,
            Timeline),
    TargetQuarantined(
            "The revision that the incident asks for is quarantined.",
            "Release it first: `kubectl delete quarantine REVISION`. Then raise `spec.attempt`.",
            Step,
            Timeline),
    BeyondFloor(
            "The revision that the incident asks for is older than the one with the annotation `lastgood.dev/floor`.",
            "Name a newer revision. If the floor no longer applies: "
                    + "`kubectl annotate controllerrevision REVISION lastgood.dev/floor-`. Then raise `spec.attempt`.",
            Step,
            Timeline),
    SecretMissing(
            "A Secret does not exist, lacks the key, or may not be read: one that the revision to restore needs, or one of a "
                    + "notification.",
            "Create the Secret, or grant `get` on it (`rbac.secrets` of the chart). For a rollback, then raise "
                    + "`spec.attempt`.",
            Model,
            Incident,
            Step,
            Timeline,
            Notification),
    ConfigMapImmutable(
            "A ConfigMap that would have to change is immutable.",
            "Give configuration a new name with each change. Flags belong into a ConfigMap that is not immutable.",
            Model,
            Step,
            Timeline),
    SharedConfiguration(
            "Another workload uses a ConfigMap that the rollback would change.",
            "To restore it for all of them, set `spec.gateway.sharedConfigMaps: Restore`, then raise `spec.attempt`.",
            Model,
            Step,
            Timeline),
    ImageDrifted(
            "The tag of an image moved, so pods that started later run other bytes although nothing was deployed. The message "
                    + "names the container and both digests. It counts as a recent change.",
            "Deploy the image by the digest in the message if the new bytes are bad. Name images by digest, so that a revision "
                    + "always means the same bytes.",
            Model),
    SecretChanged(
            "A Secret, or something else that the chart renders, changed after the revision had begun, without a new revision. The "
                    + "message names the annotation. An older revision would start with the same Secret, so none is restored.",
            "Compare the Secrets of the workload with those before, and correct them. To roll back all the same, name the target in "
                    + "`spec.response.rollback` of an incident.",
            Model,
            Step,
            Timeline),
    OwnedByController(
            "Another controller owns the workload and would overwrite a restored template, so Lastgood rolls nothing back. "
                    + "The message names the owner. An incident turns the flags off instead.",
            "Change the owner as the message says, or name a workload without an owner in `spec.gateway.workloadRef`. If the "
                    + "quarantine refuses what the owner writes, release the revision: "
                    + "`kubectl annotate mdl MODEL lastgood.dev/release=REVISION`.",
            Model,
            Incident,
            Step,
            Timeline),
    WorkloadPaused(
            "The Deployment is paused, so a restored template would not be rolled out.",
            "Run `kubectl rollout resume deployment/NAME`, then raise `spec.attempt`.",
            Model,
            Step,
            Timeline),
    UpdateStrategyOnDelete(
            "The StatefulSet has the update strategy OnDelete, so a restored template would not be rolled out.",
            "Set the update strategy to RollingUpdate, then raise `spec.attempt`. Or roll back by hand and delete the pods.",
            Model,
            Step,
            Timeline),
    RolloutPartitioned(
            "The StatefulSet has a partition, so only some pods would get a restored template.",
            "Set `spec.updateStrategy.rollingUpdate.partition` of the StatefulSet to 0, then raise `spec.attempt`.",
            Model,
            Step,
            Timeline),
    PodsStuck(
            "Pods of the failed revision are not ready and block the StatefulSet's rollout. Lastgood deletes them.",
            Remedy.NONE,
            Step),
    StuckPodsDeleted(
            "Lastgood deleted the pods of the failed revision that blocked the StatefulSet's rollout, or they are gone.",
            Remedy.NONE,
            Step,
            Timeline,
            Audit),
    RefusedByAdmission(
            "The API server refused the change: a missing right, an admission policy or webhook, or an invalid object.",
            "Correct what the message names, then raise `spec.attempt`.",
            Model,
            Incident,
            Step,
            Timeline),
    ChangedMeanwhile(
            "Someone else changed the object at the same time. After a rollback: another revision serves by now. In "
                    + "Postgres: a newer leader has written already.",
            "If the step `rollback` failed, find out what keeps changing the workload, then raise `spec.attempt`. Otherwise "
                    + "there is nothing to do.",
            Incident,
            Step,
            Timeline),
    Patched(
            "The last good revision was restored. Whether it serves is verified next.",
            Remedy.NONE,
            Incident,
            Step,
            Timeline,
            Audit),
    Restored(
            "The restored revision serves. If probes opened the incident, they are good.",
            Remedy.NONE,
            Incident,
            Step,
            Timeline),
    DeadlineExceeded(
            "The restored revision did not serve within `spec.response.rollbackDeadline`. The flags are turned off next.",
            "Find out why its pods do not become ready: quota, image, node. `kubectl describe pod` says so.",
            Incident,
            Step,
            Timeline),
    FlagsDisabled(
            "No revision could be restored; the flags are off.",
            "Find the cause and deploy a fix.",
            Incident,
            Timeline),
    NoFlags(
            "No revision could be restored, and the model has no flags to turn off.",
            "Act by hand. For the next time, add `spec.flags` or `spec.route`.",
            Incident),
    FlagNotFound(
            "The flag does not exist in its document, or the ModelDeployment does not have it.",
            "Correct the name in `spec.flags`, or add the flag to its document. Lastgood never creates one.",
            Step,
            Timeline),
    OffVariantMissing(
            "The flag does not have the variant that means off.",
            "Add the variant, or name an existing one in `spec.flags[].offVariant`.",
            Step,
            Timeline),
    FlagDocumentInvalid(
            "The flag's document cannot be read or changed safely.",
            "Correct what the message names in the document, or correct `spec.flags[].format`.",
            Step,
            Timeline),
    FlagConfigMapMissing(
            "The ConfigMap of the flag does not exist.",
            "Create the ConfigMap, or correct `spec.flags[].configMapRef.name`.",
            Step,
            Timeline),
    FlagKeyMissing(
            "The ConfigMap of the flag does not have the key.",
            "Add the key, or correct `spec.flags[].configMapRef.key`.",
            Step,
            Timeline),
    FlagAlreadyOff("The flag was off already.", Remedy.NONE, Step, Timeline),
    FlagOff(
            "Lastgood turned the flag off.",
            "After the fix, turn it on by hand, or resolve the incident with `restore: true`.",
            Step,
            Timeline,
            Audit),
    FeatureFlagMissing(
            "The FeatureFlag that `spec.flags[].featureFlagRef` names does not exist.",
            "Create it, or correct the name.",
            Step,
            Timeline),
    FeatureFlagNotServed(
            "The cluster does not have the CRD `featureflags.core.openfeature.dev`.",
            "Install the OpenFeature operator, or use `configMapRef`.",
            Step,
            Timeline),
    FlagReverted(
            "Someone turned the flag on again. Lastgood turns it off again after a short wait.",
            "Stop what applies the flag's document, or turn the flag off in Git.",
            Incident,
            Step,
            Timeline),
    FlagRevertedTooOften(
            "Someone turned the flag on again as often as the limit allows. Lastgood has stopped turning it off.",
            "Stop what applies the flag's document, then raise `spec.attempt`.",
            Incident,
            Step,
            Timeline),
    RouteSwitched(
            "Lastgood switched the HTTPRoute to the fallback.",
            "After the fix, switch it back by hand, or resolve the incident with `restore: true`.",
            Incident,
            Step,
            Timeline,
            Audit),
    RouteAlreadySwitched("The HTTPRoute led to the fallback already.", Remedy.NONE, Step, Timeline),
    RouteMissing(
            "The HTTPRoute that `spec.route.httpRouteRef` names does not exist.",
            "Create it, or correct the name.",
            Step,
            Timeline),
    RouteNotServed(
            "The cluster does not have the CRD `httproutes.gateway.networking.k8s.io`.",
            "Install the Gateway API, or remove `spec.route`.",
            Step,
            Timeline),
    RouteHasNoBackend(
            "No rule of the HTTPRoute sends requests to the backend that would be replaced.",
            "Correct `spec.route.backendRef`, or the HTTPRoute.",
            Step,
            Timeline),
    LadderExhausted(
            "Rollback, flags and route were tried or are not possible. Users may still be affected.",
            "Read each step of `kubectl describe aii INCIDENT`, act by hand, then set `spec.resolution`.",
            Incident,
            Timeline),

    // Evidence and records
    Captured(
            "The incident was seen, its evidence is captured, or its plan is being carried out.",
            Remedy.NONE,
            Incident,
            Step,
            Timeline),
    Recorded("The record is written to Postgres, or is being written.", Remedy.NONE, Model, Incident, Step),
    Superseded(
            "Something newer took its place: the next attempt began, or the incident ended before anyone was notified.",
            Remedy.NONE,
            Incident,
            Step,
            Notification),
    RunMarkedFailed("The failed run is marked in `ai_model_runs`.", Remedy.NONE, Incident, Step, Audit),
    RunAlreadyFailed("The run was marked failed already; its error message is unchanged.", Remedy.NONE, Incident, Step),
    RunNotFound(
            "The run does not exist in `ai_model_runs`, belongs to another model, or row-level security hides it.",
            "Check `spec.runId` and the policies of the table.",
            Incident,
            Step,
            Run),
    RunNotIdentified(
            "No run of the model could be identified as the failed one, so none is marked.",
            "Mark the run by hand. Next time, write `spec.runId`.",
            Incident,
            Step),
    DatabaseNotConfigured(
            "No database is set, so nothing is recorded in Postgres. Everything else works.",
            "To keep records, set `database.url` in the chart's values.",
            Model,
            Incident,
            Step,
            Run),
    DatabaseUnavailable(
            "Postgres cannot be reached. The record is kept in the status and written later; nothing else waits for it.",
            "Check Postgres and the network between. Lastgood tries again automatically.",
            Model,
            Incident,
            Step,
            Run),
    DatabaseMisconfigured(
            "Postgres refuses the record: login, grant, table, column or row-level security.",
            "Correct what the message names. A Pending step is tried again automatically; what a Failed one says, write by "
                    + "hand.",
            Model,
            Incident,
            Step,
            Run),
    Audited("All changes of the incident are recorded in `lastgood.audit`.", Remedy.NONE, Incident),

    // Reviews for bias
    BiasReviewScheduled(
            "The next bias review has its row in `ai_model_bias_reviews`.", Remedy.NONE, Model, Step, Audit),
    BiasReviewMoved("A pending bias review was moved to an earlier date.", Remedy.NONE, Step, Audit),
    BiasReviewNotConfigured(
            "The model has no checklist for bias reviews, so no review was requested.",
            "Write `spec.biasReview` with `checklistURL` and `stakeholders`, and request this review by hand.",
            Model,
            Step),
    InvalidSchedule(
            "`spec.biasReview.schedule` or its `timeZone` is not valid.",
            "Correct the cron expression or the time zone.",
            Model),

    // Jobs that retrain or test
    JobRequested("Lastgood is about to create the Job.", Remedy.NONE, Incident, Step),
    JobCreated("The Job was created; its pod has not started yet.", Remedy.NONE, Incident, Step),
    RegressionRunning("The Job of the regression test is running.", Remedy.NONE, Incident, Step),
    RegressionPassed("The restored revision passed the regression test.", Remedy.NONE, Incident, Step, Timeline),
    RegressionFailed(
            "The Job of the regression test failed.",
            "Read the Job's log: the message names the Job. Decide whether the restored revision may go on serving.",
            Incident,
            Step,
            Timeline),
    RetrainRunning("The Job that retrains the model is running.", Remedy.NONE, Incident, Step),
    RetrainSucceeded(
            "The Job that retrains the model succeeded.",
            "Deploy the new version. Lastgood does not deploy it.",
            Incident,
            Step,
            Timeline),
    RetrainFailed(
            "The Job that retrains the model failed.",
            "Read the Job's log: the message names the Job. Then request another retrain over REST.",
            Incident,
            Step,
            Timeline),
    RetrainNotConfigured(
            "A retrain is requested, but the ModelDeployment names no CronJob for it.",
            "Write `spec.retrain.cronJobRef.name`, then request the retrain over REST.",
            Incident,
            Step,
            Timeline,
            Response),
    CronJobMissing(
            "The CronJob that the Job is made from does not exist, or the ModelDeployment names none.",
            "Create the CronJob (it may be suspended), or correct `cronJobRef.name`. Then start the Job again.",
            Incident,
            Step,
            Timeline,
            Response),
    JobsForbidden(
            "Lastgood does not have the right to create or watch Jobs, or an admission policy forbids this one.",
            "Set `rbac.optional.jobs: true` in the chart's values, then start the Job again.",
            Incident,
            Step,
            Timeline,
            Response),
    JobRefused(
            "The API server refused the Job.",
            "Correct what the message names, then start the Job again.",
            Incident,
            Step,
            Timeline,
            Response),
    JobTemplateInvalid(
            "The API server did not accept a Job made from the CronJob's `jobTemplate`.",
            "Correct the `jobTemplate`, then start the Job again.",
            Incident,
            Step,
            Timeline,
            Response),
    JobNameTaken(
            "A Job with this name exists, and Lastgood did not create it for this model.",
            "Delete that Job, then start the Job again.",
            Incident,
            Step,
            Timeline,
            Response),
    RequestChanged(
            "The same request was made before with another version or Git ref.",
            "Repeat the REST call with another `Idempotency-Key`.",
            Incident,
            Step,
            Timeline,
            Response),
    JobDeleted(
            "The Job is gone, and Lastgood did not see how it ended.",
            "Check the result by hand, then start the Job again if needed. A short `ttlSecondsAfterFinished` causes this.",
            Incident,
            Step,
            Timeline,
            Run),
    JobFailed(
            "The Job failed and its condition gives no reason. Otherwise a failed run shows the Job's own reason, such as "
                    + "BackoffLimitExceeded.",
            "Read the log of the Job's pods.",
            Run),
    QuotaExceeded(
            "A ResourceQuota of the namespace leaves no room: for the Job, for the pods of a rollback, or for another "
                    + "revision.",
            "Raise the quota that the message names, or lower the requests. Then start the Job again; a rollback is "
                    + "rehearsed again automatically.",
            Model,
            Incident,
            Step,
            Timeline,
            Response),

    // Who was notified
    Notifying("The notification is being sent.", Remedy.NONE, Incident, Notification),
    Notified("The receivers in the message were notified.", Remedy.NONE, Incident, Notification),
    NotificationRefused(
            "The receiver refused the notification.",
            "Correct what the message names: key, token, channel or scope.",
            Incident,
            Notification),
    NotificationUnknown(
            "Lastgood could not confirm that the notification was delivered.",
            "Check in PagerDuty or Slack whether it arrived.",
            Incident,
            Notification),
    ReceiverBusy(
            "The receiver asks Lastgood to wait. Lastgood sends again automatically.",
            Remedy.NONE,
            Incident,
            Notification),
    ReceiverUnreachable(
            "There is no connection to the receiver. Lastgood tries again automatically.",
            "Check the network, the NetworkPolicies and the certificates that the message names.",
            Incident,
            Notification),

    // The end
    Recovered("The probes have been good for long enough.", Remedy.NONE, Incident, Timeline),
    StillBad(
            "The resolution Fixed waits, because the probes of the incident are still bad.",
            "Fix the cause. To end the incident anyway, set `spec.resolution.kind` to Accepted or FalseAlarm.",
            Incident),
    ResolutionGiven("A person resolved the incident.", Remedy.NONE, Timeline, Audit),
    ResolutionIncomplete(
            "The incident is Resolved, but fields of `spec.resolution` are missing.",
            "Write the fields that the message names. The incident then becomes Closed.",
            Incident),
    ResolutionComplete("The resolution is complete; the incident is Closed.", Remedy.NONE, Incident, Timeline),
    RetrospectiveDue(
            "The retrospective is not held yet; the message has its deadline.",
            "Hold it, then write `heldAt` and `url` into `spec.resolution.retrospective`.",
            Incident),
    RetrospectiveOverdue(
            "The deadline of the retrospective has passed.",
            "Hold it, then write `heldAt` and `url` into `spec.resolution.retrospective`.",
            Incident,
            Timeline),
    RetrospectiveHeld("The retrospective was held.", Remedy.NONE, Incident, Timeline),
    UpdateDue("Everyone has a recent update; the message says when the next one is due.", Remedy.NONE, Incident),
    UpdateOverdue(
            "No update was written by the time that the severity asks for.",
            "Write `spec.customerImpact` or `spec.mitigationETA`, and `spec.acknowledgedBy` if it is empty.",
            Incident,
            Timeline),
    Acknowledged("A person acknowledged the incident.", Remedy.NONE, Timeline),
    NotificationsUnreadable(
            "The default notifications in a ConfigMap cannot be read, so nobody is notified.",
            "Correct the ConfigMap `lastgood-notifications` that the message names.",
            Incident),
    FalseAlarm(
            "A person resolved the incident as a false alarm. The suspect got its state back, unless another incident "
                    + "suspects it.",
            Remedy.NONE,
            Incident,
            Step,
            Timeline,
            Audit),
    FlagRestored("The flag is as it was before the incident.", Remedy.NONE, Step, Timeline, Audit),
    FlagChangedMeanwhile(
            "Someone changed the flag after Lastgood turned it off, so it is not restored.",
            "Set the flag by hand.",
            Step,
            Timeline),
    FlagNotRestorable(
            "The flag's definition is larger than 8 KiB, so its previous content was not kept.",
            "Set the flag by hand.",
            Step,
            Timeline),
    RouteRestored("The HTTPRoute is as it was before the incident.", Remedy.NONE, Step, Timeline, Audit),
    RouteChangedMeanwhile(
            "Someone changed the HTTPRoute after Lastgood switched it, so it is not restored.",
            "Set its backends by hand.",
            Step,
            Timeline),
    RouteNotRestorable(
            "The route's backends are larger than 8 KiB, so their previous content was not kept.",
            "Set its backends by hand.",
            Step,
            Timeline),
    NeededByOther(
            "Another incident needs the flag off or the route switched, so it is not restored.",
            "Restore it by hand when that incident is over.",
            Step,
            Timeline),

    // What alerts of others say
    AlertFiring("The alert that opened the incident is firing.", Remedy.NONE, Incident, Timeline),
    AlertResolved(
            "The alert that opened the incident is resolved. The incident stays open until a person or its probes end it.",
            "Check the model, then set `spec.resolution`.",
            Incident,
            Timeline),

    // What a person must see
    ApiServerRefused(
            "The API server refused or could not answer a request of Lastgood.",
            "Correct what the message names: usually a missing right. A Pending step is tried again automatically.",
            Incident,
            Step,
            Timeline,
            Probe,
            Response),
    InternalError(
            "Something failed that Lastgood did not expect, or another release wrote this reason.",
            "Read the operator's log. If Lastgood is at fault, report it as an issue with that part of the log.",
            Incident,
            Step,
            Probe);

    private final String meaning;
    private final String remedy;
    private final List<ReasonPlace> places;

    Reason(String meaning, String remedy, ReasonPlace... places) {
        this.meaning = meaning;
        this.remedy = remedy;
        this.places = List.of(places);
    }

    /** What the reason says, in plain English. */
    public String meaning() {
        return meaning;
    }

    /** What a person does about it; empty if there is nothing to do. */
    public String remedy() {
        return remedy;
    }

    /** Where people read the reason. */
    public List<ReasonPlace> places() {
        return places;
    }

    /** The reason with this name; {@link #InternalError} for one that another release wrote into a status. */
    public static Reason of(String name) {
        for (Reason reason : values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return InternalError;
    }

    /** What a remedy says if nothing needs to be done. */
    private static final class Remedy {
        private static final String NONE = "";

        private Remedy() {}
    }
}
