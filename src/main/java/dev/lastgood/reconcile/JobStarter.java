package dev.lastgood.reconcile;

import dev.lastgood.act.job.JobCreator;
import dev.lastgood.api.condition.Reason;
import dev.lastgood.api.incident.StepState;
import dev.lastgood.decide.run.JobOutcome;
import dev.lastgood.decide.task.JobOrder;
import dev.lastgood.observe.kube.WatchedJobs;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes Jobs, unless nobody could see what becomes of them. */
@ApplicationScoped
public class JobStarter {

    private final WatchedJobs watched;
    private final JobCreator jobs;

    public JobStarter(WatchedJobs watched, JobCreator jobs) {
        this.watched = watched;
        this.jobs = jobs;
    }

    /** Blocks for two requests; see {@link JobCreator#start}. */
    public JobOutcome start(JobOrder order) {
        return watched.areWatched()
                ? jobs.start(order)
                : new JobOutcome(
                        StepState.Failed,
                        Reason.JobsForbidden,
                        "Lastgood may not watch Jobs, so nothing was run: grant its role create,get,list,watch jobs.batch and get "
                                + "cronjobs.batch, and restart it",
                        null);
    }
}
