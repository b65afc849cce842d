package dev.lastgood.reconcile;

import dev.lastgood.act.RunJobs;
import dev.lastgood.api.StepState;
import dev.lastgood.decide.JobOrder;
import dev.lastgood.decide.JobOutcome;
import dev.lastgood.decide.Reason;
import dev.lastgood.observe.kube.WatchedJobs;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes Jobs, unless nobody could see what becomes of them. */
@ApplicationScoped
public class JobStarter {

    private final WatchedJobs watched;
    private final RunJobs jobs;

    public JobStarter(WatchedJobs watched, RunJobs jobs) {
        this.watched = watched;
        this.jobs = jobs;
    }

    /** Blocks for two requests; see {@link RunJobs#start}. */
    JobOutcome start(JobOrder order) {
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
