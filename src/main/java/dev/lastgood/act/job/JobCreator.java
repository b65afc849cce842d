package dev.lastgood.act.job;

import dev.lastgood.act.kube.WorkloadLabel;
import dev.lastgood.api.Names;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.api.model.ModelDeployment;
import dev.lastgood.decide.run.JobOutcome;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.decide.task.RunParameters;
import dev.lastgood.lib.BoundedText;
import dev.lastgood.lib.kube.ApiRefusal;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Makes a Job from a CronJob's template, as {@code kubectl create job --from} does. */
@ApplicationScoped
public class JobCreator {

    private static final Logger LOG = Logger.getLogger("dev.lastgood");
    /** What kubectl writes, so that a CronJob's Jobs by hand can be told apart. */
    private static final String INSTANTIATE = "cronjob.kubernetes.io/instantiate";
    /** The API server puts it on the pods of each Job. */
    private static final String UID = "metadata.labels['controller-uid']";

    private static final String RUN_ID = "LASTGOOD_RUN_ID";
    private static final int MESSAGE = 700;

    private final KubernetesClient client;

    public JobCreator(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Makes the Job, once: one that is there already is the same. Blocks for two requests.
     *
     * @return Done with the Job's uid; Pending where the API server could not say; Failed where somebody must see to it
     */
    public JobOutcome start(JobOrder order) {
        try {
            CronJob cronJob = client.batch()
                    .v1()
                    .cronjobs()
                    .inNamespace(order.namespace())
                    .withName(order.cronJob())
                    .get();
            if (cronJob == null || cronJob.getSpec() == null) {
                return failed(
                        Reason.CronJobMissing,
                        "there is no CronJob " + order.cronJob()
                                + " in this namespace, so nothing was run: create it (it may "
                                + "be suspended), or name another one in the ModelDeployment");
            }
            return create(order, job(order, cronJob.getSpec().getJobTemplate()));
        } catch (KubernetesClientException e) {
            return refused(order, e);
        }
    }

    private JobOutcome create(JobOrder order, Job job) {
        try {
            Job made = client.resource(job).create();
            LOG.infof(
                    "model=%s/%s job=%s made from CronJob %s",
                    order.namespace(), order.model(), order.job(), order.cronJob());
            return done(order, made);
        } catch (KubernetesClientException e) {
            if (ApiRefusal.of(e) != ApiRefusal.AlreadyExists) {
                throw e;
            }
            Job there = client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(order.namespace())
                    .withName(order.job())
                    .get();
            if (there == null) {
                throw e; // gone in this moment
            }
            if (isOurs(there, order)) {
                return isSame(there, order)
                        ? done(order, there)
                        : failed(
                                Reason.RequestChanged,
                                "Job " + order.job()
                                        + " was made for another version when the same was asked for before");
            }
            return failed(
                    Reason.JobNameTaken,
                    "Job " + order.job() + " is there and is not Lastgood's for this model: delete it, then ask again");
        }
    }

    private static boolean isOurs(Job there, JobOrder order) {
        return order.action().name().equals(labels(there.getMetadata()).get(Names.RUN))
                && there.getMetadata().getOwnerReferences().stream()
                        .anyMatch(o -> o.getUid().equals(order.modelUid()));
    }

    private static boolean isSame(Job there, JobOrder order) {
        Map<String, String> said = there.getMetadata().getAnnotations();
        return Objects.equals(
                said == null ? null : said.get(Names.TARGET_VERSION),
                order.parameters().targetVersion());
    }

    private static JobOutcome done(JobOrder order, Job job) {
        return new JobOutcome(
                StepState.Done,
                Reason.JobCreated,
                "Job " + order.job() + " was made from CronJob " + order.cronJob(),
                job.getMetadata().getUid());
    }

    private static JobOutcome failed(Reason reason, String message) {
        return new JobOutcome(StepState.Failed, reason, message, null);
    }

    private static JobOutcome refused(JobOrder order, KubernetesClientException e) {
        String said = said(e);
        String job = "Job " + order.job() + " ";
        return switch (ApiRefusal.of(e)) {
            case QuotaExceeded -> failed(Reason.QuotaExceeded, job + "does not fit the namespace's quota: " + said);
            case RightMissing, Denied ->
                failed(
                        Reason.JobsForbidden,
                        job + "was refused; where the role lacks them, grant get cronjobs.batch and "
                                + "create,get,list,watch jobs.batch: " + said);
            case Malformed, Invalid, GuardFailed ->
                failed(
                        Reason.JobTemplateInvalid,
                        job + "was not taken, mend the jobTemplate of CronJob " + order.cronJob() + ": " + said);
            case Conflict, AlreadyExists, Throttled, Unavailable, NoReply -> pending(said);
            case NotFound, Unauthenticated, Gone, TooLarge, Other ->
                failed(Reason.JobRefused, job + "was refused: " + said);
        };
    }

    private static JobOutcome pending(String said) {
        return new JobOutcome(
                StepState.Pending, Reason.ApiServerRefused, "the API server could not say, tried again: " + said, null);
    }

    private static String said(KubernetesClientException e) {
        String message = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
        return BoundedText.of(message, MESSAGE);
    }

    static Job job(JobOrder order, JobTemplateSpec template) {
        ObjectMeta of = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        Map<String, String> labels = new TreeMap<>(labels(of));
        labels.put(Names.RUN, order.action().name());
        labels.put(Names.MODEL, WorkloadLabel.fit(order.model()));
        Map<String, String> annotations = new TreeMap<>();
        if (of.getAnnotations() != null) {
            annotations.putAll(of.getAnnotations());
        }
        annotations.put(INSTANTIATE, "manual");
        annotate(annotations, order.parameters());
        Job job = new JobBuilder()
                .withNewMetadata()
                .withNamespace(order.namespace())
                .withName(order.job())
                .withLabels(labels)
                .withAnnotations(annotations)
                .addNewOwnerReference()
                .withApiVersion(HasMetadata.getApiVersion(ModelDeployment.class))
                .withKind(HasMetadata.getKind(ModelDeployment.class))
                .withName(order.model())
                .withUid(order.modelUid())
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
        PodSpec pod = job.getSpec() == null || job.getSpec().getTemplate() == null
                ? null
                : job.getSpec().getTemplate().getSpec();
        if (pod != null) {
            pod.getContainers().forEach(c -> tell(c, order));
            pod.getInitContainers().forEach(c -> tell(c, order));
        }
        return job;
    }

    private static void annotate(Map<String, String> annotations, RunParameters parameters) {
        // None of the template's: what stands here is what was asked for.
        annotations.keySet().removeIf(Names::owns);
        put(annotations, Names.TARGET_VERSION, parameters.targetVersion());
        put(annotations, Names.GIT_REF, parameters.gitRef());
        put(annotations, Names.TRACE_ID, parameters.traceId());
        put(annotations, Names.INCIDENT, parameters.incident());
        put(annotations, Names.REQUESTED_BY, parameters.requestedBy());
        put(annotations, Names.TRIGGERED_BY, parameters.triggeredBy());
        put(annotations, Names.PURPOSE, parameters.purpose());
        put(annotations, Names.DRILL, parameters.drill() ? "true" : null);
    }

    private static void put(Map<String, String> annotations, String key, String value) {
        if (value != null) {
            annotations.put(key, value);
        }
    }

    /** Ours come first: what the template says may refer to them. */
    private static void tell(Container container, JobOrder order) {
        Map<String, String> known = order.environment();
        List<EnvVar> variables = new ArrayList<>();
        variables.add(new EnvVarBuilder()
                .withName(RUN_ID)
                .withNewValueFrom()
                .withNewFieldRef(null, UID)
                .endValueFrom()
                .build());
        // The kubelet makes $$ one $ again; a value is no place for $(NAME) to be put in.
        known.forEach((name, value) -> variables.add(new EnvVar(name, value.replace("$", "$$"), null)));
        Set<String> names = known.keySet();
        if (container.getEnv() != null) {
            container.getEnv().stream()
                    .filter(e -> !names.contains(e.getName()) && !RUN_ID.equals(e.getName()))
                    .forEach(variables::add);
        }
        container.setEnv(variables);
    }

    private static Map<String, String> labels(ObjectMeta metadata) {
        return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
    }
}
