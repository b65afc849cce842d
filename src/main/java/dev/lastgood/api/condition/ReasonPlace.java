package dev.lastgood.api.condition;

/** A place where people read a {@link Reason}. */
public enum ReasonPlace {
    Model("condition of a ModelDeployment"),
    Incident("condition of an AIIncident"),
    Step("`status.steps` of an AIIncident"),
    Timeline("`status.timeline` of an AIIncident, and its Events"),
    Revision("`status.revisions` of a ModelDeployment"),
    Probe("`status.probes` of a ModelDeployment"),
    Run("`status.runs` of a ModelDeployment"),
    Notification("`status.notifications` of an AIIncident"),
    Audit("the table `lastgood.audit`"),
    Response("the problem of a refused REST call");

    private final String meaning;

    ReasonPlace(String meaning) {
        this.meaning = meaning;
    }

    /** Which field or table this is. */
    public String meaning() {
        return meaning;
    }
}
