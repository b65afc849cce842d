package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ObjectRef;
import io.fabric8.generator.annotation.Required;

/** How the model is retrained. */
public class Retrain {

    @JsonPropertyDescription(
            "The CronJob in this namespace whose jobTemplate is run, as kubectl create job --from=cronjob/<name> does; its schedule does not "
                    + "matter, and it may be suspended. Each container gets what is known of LASTGOOD_MODEL, LASTGOOD_NAMESPACE, "
                    + "LASTGOOD_ACTION, LASTGOOD_RUN_ID, LASTGOOD_TARGET_VERSION, LASTGOOD_GIT_REF, LASTGOOD_TRACE_ID, "
                    + "LASTGOOD_INCIDENT, LASTGOOD_SERVING_VERSION, LASTGOOD_FAILED_VERSION and LASTGOOD_DRILL. Where it is missing, "
                    + "nothing is run (CronJobMissing).")
    @Required
    public ObjectRef cronJobRef;
}
