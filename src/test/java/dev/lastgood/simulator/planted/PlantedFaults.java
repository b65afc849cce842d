package dev.lastgood.simulator.planted;

import java.util.List;

/** At least three faults for each invariant. The table in {@code docs/simulator.md} is made of this list. */
final class PlantedFaults {

    private static final String D = "dev.lastgood.decide.";

    static final List<PlantedFault> ALL = List.of(
            fault("Protection", "probes open no incident", "opening.Opening", "of", Advices.Nothing.class),
            fault(
                    "Protection",
                    "any unfinished incident takes a verdict in",
                    "opening.Joining",
                    "isTaken",
                    Advices.Always.class),
            fault("Protection", "no revision is the last good one", "revision.LastGood", "of", Advices.Nothing.class),
            fault(
                    "Protection",
                    "the probes' Bad says nothing",
                    "probe.ProbeState",
                    "after",
                    Advices.NoProbeState.class),
            fault(
                    "Innocence",
                    "a new template serves from its first pod",
                    "revision.GatewayView",
                    "isAwaited",
                    Advices.Never.class),
            fault(
                    "Innocence",
                    "whatever is declared is the failed revision that came back",
                    "ladder.RevertWatch",
                    "isBack",
                    Advices.Always.class),
            fault(
                    "Innocence",
                    "a suspect that serves no longer is rolled back",
                    "ladder.Suspect",
                    "isReplaced",
                    Advices.Never.class),
            fault("Consent", "each incident is in mode Auto", "incident.Mode", "of", Advices.Auto.class),
            fault("Consent", "pauses and holds say nothing", "incident.Hold", "of", Advices.Nothing.class),
            fault(
                    "Consent",
                    "a plan is carried out without approval",
                    "ladder.Consent",
                    "isApproved",
                    Advices.Always.class),
            fault("Consent", "the breaker never opens", "incident.BreakerState", "isOpen", Advices.Never.class),
            fault(
                    "Target",
                    "the last verdict says nothing of a target",
                    "revision.Reputation",
                    "isTrusted",
                    Advices.Always.class),
            fault("Target", "the newest revision is restored", "revision.LastGood", "of", Advices.Newest.class),
            fault(
                    "Target",
                    "what is declared in vain is restored again",
                    "ladder.Target",
                    "isDeclaredInVain",
                    Advices.Never.class),
            fault("Once", "each pass opens another incident", "opening.Joining", "isTaken", Advices.Never.class),
            fault(
                    "Once",
                    "each attempt to send is a message of its own",
                    "notice.SendAttempt",
                    "message",
                    Advices.NewText.class),
            fault(
                    "Once",
                    "a message that was accepted is sent again",
                    "notice.MessageContent",
                    "of",
                    Advices.NewText.class),
            fault("Liveness", "what is waited for is not said", "ladder.Consent", "waits", Advices.Skipped.class),
            fault("Liveness", "a larger attempt is not heard", "ladder.Attempt", "isAsked", Advices.Never.class),
            fault("Liveness", "an approval is not heard", "ladder.Consent", "isApproved", Advices.Never.class),
            fault("Truth", "flags are not watched", "ladder.FlagWatch", "next", Advices.PassesOn.class),
            fault("Truth", "the chat is not told what changed", "notice.Dispatch", "isDue", Advices.Never.class),
            fault(
                    "Truth",
                    "a new revision never serves",
                    "revision.RevisionRules",
                    "hasBegunToServe",
                    Advices.Never.class),
            fault(
                    "Truth",
                    "the model does not say what is kept out",
                    "ModelStatus",
                    "quarantined",
                    Advices.Skipped.class),
            fault(
                    "Outage",
                    "probes may roll back whatever serves",
                    "ladder.SuspectWindow",
                    "refusal",
                    Advices.Nothing.class),
            fault(
                    "Outage",
                    "what was bad before does not count",
                    "ladder.SuspectWindow",
                    "wasBadBefore",
                    Advices.Never.class),
            fault(
                    "Outage",
                    "what Lastgood restored is rolled back",
                    "ladder.SuspectWindow",
                    "isRestored",
                    Advices.Never.class),
            fault("Fix", "each revision is suspected", "revision.Reputation", "isSuspected", Advices.Always.class),
            fault("Fix", "the soak never ends", "revision.RevisionRules", "soak", Advices.FirstRevisionArgument.class),
            fault("Fix", "the probes are always bad for what soaks", "revision.Earning", "isBad", Advices.Always.class),
            fault(
                    "Quiet",
                    "a text of the breaker is another one each time",
                    "incident.BreakerState",
                    "words",
                    Advices.NewText.class),
            fault(
                    "Quiet",
                    "the facts of probes are others each time",
                    "probe.ProbeHealth",
                    "facts",
                    Advices.NewText.class),
            fault(
                    "Quiet",
                    "the words of a plan are others each time",
                    "ladder.Planning",
                    "words",
                    Advices.NewText.class),
            fault("Bounded", "no revision is dropped", "revision.RevisionRules", "removals", Advices.NoList.class),
            fault(
                    "Bounded",
                    "the limit of revisions is a thousand",
                    "revision.GatewayPolicy",
                    "historyLimit",
                    Advices.Many.class),
            fault("Bounded", "the timeline has no end", "incident.StatusDraft", "log", Advices.EndlessTimeline.class),
            fault(
                    "Survival",
                    "a rollback is not recognized after a crash",
                    "incident.IncidentView",
                    "carriesRollbackOf",
                    Advices.Never.class),
            fault(
                    "Survival",
                    "a flag that was switched before a crash is not recognized",
                    "ladder.FlagRung",
                    "record",
                    Advices.Skipped.class),
            fault(
                    "Survival",
                    "samples of before a restart are lost",
                    "probe.ProbeState",
                    "remembered",
                    Advices.NoProbeState.class));

    private static PlantedFault fault(String invariant, String rule, String type, String method, Class<?> advice) {
        return new PlantedFault(invariant, rule, D + type, method, advice);
    }

    private PlantedFaults() {}
}
