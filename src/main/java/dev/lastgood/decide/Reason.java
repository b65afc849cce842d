package dev.lastgood.decide;

/**
 * Why something is as it is. The one vocabulary of conditions, steps, events, metric tags, run rows and messages: a
 * reason is born here and used unchanged everywhere.
 */
public enum Reason {
    // What the workload and its revisions are
    Available,
    WorkloadNotFound,
    ConfigurationInvalid,
    RolloutInProgress,
    RolloutComplete,
    RolloutFailed,
    NotRolledOut,
    ConfigurationNotPickedUp,
    Soaking,
    BrokeDuringSoak,
    Unprobed,
    Probed,
    SamplesMissing,
    TooManyBadSamples,
    DeclaredGood,
    RolledBack,
    RestoredByFalseAlarm,
    Released,
    Suspected,
    NoLastGood,
    LastGoodKnown,
    QuarantinedRevisions,
    NothingQuarantined,
    QuarantineNotEnforced,
    SnapshotTooLarge,
    DeclaredRevisionUnknown,
    DeclaredRevisionQuarantined,

    // What a probe sees
    NoSampleYet,
    AsExpected,
    StatusUnexpected,
    AnswerUnexpected,
    AnswerNotJson,
    AnswerIncomplete,
    AnswerTooLarge,
    AnswerTimedOut,
    AnswersDiffer,
    SchemaViolated,
    ForbiddenPatternFound,
    TooFarFromGolden,
    ThresholdCrossed,
    TargetUnreachable,
    ProbesGood,
    ProbesBad,
    ProbesUnknown,
    ServiceNotFound,
    ServicePortNotFound,
    AddressRefused,
    PrometheusNotConfigured,
    PrometheusUnreachable,
    NoData,
    QueryInvalid,
    ProbeInvalid,
    ConfigMapKeyMissing,
    ProbeDisturbed,

    // Why an incident does not act, or not yet
    ModelNotFound,
    ModelPaused,
    OperatorPaused,
    Expired,
    CreatedWithResolution,
    AlreadyInLedger,
    RevisionNotSeenYet,
    SuspectUnknown,
    SuspectNotServing,
    AlreadyServing,
    Joined,
    EvidenceHold,
    ObserveOnly,
    AwaitingApproval,
    ApprovedPlanOutdated,
    PlanApproved,
    BreakerOpen,
    BreakerClosed,
    DryRun,

    // The ladder
    NoRecentChange,
    Reverted,
    RevertedTooOften,
    TargetNotFound,
    TargetQuarantined,
    BeyondFloor,
    SecretMissing,
    ConfigMapImmutable,
    SharedConfiguration,
    WorkloadPaused,
    UpdateStrategyOnDelete,
    RolloutPartitioned,
    PodsStuck,
    StuckPodsDeleted,
    RefusedByAdmission,
    ChangedMeanwhile,
    Patched,
    Restored,
    DeadlineExceeded,
    FlagsDisabled,
    NoFlags,
    FlagNotFound,
    OffVariantMissing,
    FlagDocumentInvalid,
    FlagConfigMapMissing,
    FlagKeyMissing,
    FlagAlreadyOff,
    FlagOff,
    FeatureFlagMissing,
    FeatureFlagNotServed,
    FlagReverted,
    FlagRevertedTooOften,
    RouteSwitched,
    RouteAlreadySwitched,
    RouteMissing,
    RouteNotServed,
    RouteHasNoBackend,
    LadderExhausted,

    // Evidence and records
    Captured,
    Recorded,
    Superseded,
    RunMarkedFailed,
    RunAlreadyFailed,
    RunNotFound,
    RunNotIdentified,
    DatabaseNotConfigured,
    DatabaseUnavailable,
    DatabaseMisconfigured,

    // Who was told
    Notifying,
    Notified,
    NotificationRefused,
    NotificationUnknown,
    ReceiverBusy,
    ReceiverUnreachable,

    // The end
    Recovered,
    StillBad,
    ResolutionGiven,
    ResolutionIncomplete,
    ResolutionComplete,
    RetrospectiveDue,
    RetrospectiveOverdue,
    RetrospectiveHeld,
    FalseAlarm,
    FlagRestored,
    FlagChangedMeanwhile,
    FlagNotRestorable,
    RouteRestored,
    RouteChangedMeanwhile,
    RouteNotRestorable,
    NeededByOther,

    // What alerts of others say
    AlertFiring,
    AlertResolved,

    // What a person must see
    ApiServerRefused,
    InternalError;

    /** The reason with this name; {@link #InternalError} for one that another release wrote into a status. */
    public static Reason of(String name) {
        for (Reason reason : values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return InternalError;
    }
}
