package dev.lastgood.helm;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.incident.Phase;
import dev.lastgood.kube.Kubectl;
import dev.lastgood.kube.QuarantinePolicy;
import dev.lastgood.kube.RealApiServer;
import dev.lastgood.operator.Live;
import dev.lastgood.operator.OperatorUnderTest;
import dev.lastgood.operator.Stage;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A gateway that Helm installs: rolled back by Lastgood, kept out, fixed, and gone without remains. */
@RealApiServer
@RealHelm
class HelmIT {

    private static final String INCIDENT = "wrong-prices";
    private static final String GOOD = "{}";
    private static final String FIX = "{tag: '1.7', prompts: {system.txt: Quote the price list of May only.}}";

    /** What the bad release changes. */
    private enum Bad {
        IMAGE("{tag: '1.6'}"),
        PROMPTS("{prompts: {system.txt: Be creative.}}"),
        IMAGE_AND_PROMPTS("{tag: '1.6', prompts: {system.txt: Be creative.}}"),
        /** A variable and a key are missing, and nothing else changes. */
        DROPS("{env: {MAX_TOKENS: null}, prompts: {tone.txt: null}}"),
        IMAGE_AND_DROPS("{tag: '1.6', env: {MAX_TOKENS: null}, prompts: {tone.txt: null}}"),
        DROPS_A_CONFIGMAP("{tag: '1.6', routes: null}");

        private final String values;

        Bad(String values) {
            this.values = values;
        }
    }

    @AutoClose
    private static OperatorUnderTest operator;

    @BeforeAll
    static void start() {
        operator = OperatorUnderTest.start(Map.of(), HelmVersion.values().length * (Bad.values().length + 3));
    }

    static Stream<Arguments> badReleases() {
        return Stream.of(HelmVersion.values())
                .flatMap(version -> Stream.of(Bad.values()).map(bad -> Arguments.of(version, bad)));
    }

    @ParameterizedTest
    @MethodSource("badReleases")
    void aBadReleaseIsRolledBackAndStaysOutUntilItIsFixed(HelmVersion version, Bad bad) {
        Stage stage = covered();
        Release release = rolledBack(version, stage, bad);
        String revision = stage.incident(INCIDENT).getStatus().suspect;
        Live live = new Live(stage);
        live.isExactly(release.manifest(1));

        awaitRefused(stage, release.manifest(2));
        Stream.<Supplier<Kubectl.Result>>of(
                        () -> release.tryUpgrade(bad.values),
                        () -> release.tryUpgrade(bad.values, release.atomic(), "--timeout=30s"),
                        () -> release.tryRollback(2))
                .forEach(again -> {
                    Kubectl.Result result = again.get();
                    // Helm 3 compares with its own last release, not with what is live, and sends nothing.
                    if (version == HelmVersion.HELM4 || bad != Bad.DROPS) {
                        isRefused(result, revision);
                    }
                    live.isExactlyButForChecksums(release.manifest(1));
                });

        release.upgrade(FIX);
        live.isExactly(release.rendered(FIX));
        Kubectl.Result back = release.tryRollback(1);
        assertThat(back.exit()).as(back.err()).isZero();
        live.isExactly(release.manifest(1));
        release.uninstall();
        live.isGone();
    }

    /** Helm rolls back to the newest release that was deployed, which is the quarantined one. */
    @ParameterizedTest
    @EnumSource(HelmVersion.class)
    void anAtomicFixThatCrashesIsTakenBackByHand(HelmVersion version) {
        Stage stage = covered();
        Release release = rolledBack(version, stage, Bad.IMAGE);
        Live live = new Live(stage);
        assertThat(release.status()).isEqualTo("deployed");
        awaitRefused(stage, release.manifest(2));

        String crash = "{tag: crash-1.7}";
        Kubectl.Result upgrade = release.tryUpgrade(crash, release.atomic(), "--timeout=5s");
        assertThat(upgrade.exit()).isNotZero();
        assertThat(upgrade.err()).contains("is quarantined by incident", INCIDENT);
        assertThat(release.status()).isEqualTo("failed");
        live.isExactly(release.rendered(crash));

        Kubectl.Result back = release.tryRollback(1);
        assertThat(back.exit()).as(back.err()).isZero();
        live.isExactly(release.manifest(1));
    }

    /** The checksum of the ConfigMap changes with the other key, and the pods would start with the bad prompt. */
    @ParameterizedTest
    @EnumSource(HelmVersion.class)
    void aChangeOfAnotherKeyIsNoFix(HelmVersion version) {
        Stage stage = covered();
        Release release = rolledBack(version, stage, Bad.PROMPTS);
        awaitRefused(stage, release.manifest(2));

        isRefused(
                release.tryUpgrade("{prompts: {system.txt: Be creative., tone.txt: Be kind.}}"),
                stage.incident(INCIDENT).getStatus().suspect);
        new Live(stage).isExactlyButForChecksums(release.manifest(1));
    }

    /**
     * As charts of service meshes did when native sidecars came. Helm 3 compares with the failed release, in which the
     * container is where the fix has it, and so does not remove the one that the rollback restored.
     */
    @ParameterizedTest
    @EnumSource(HelmVersion.class)
    void aSidecarThatTheBadReleaseMovedIsFixedByHelm3AfterARollback(HelmVersion version) {
        Stage stage = covered();
        String fix = "{tag: '1.7', sidecar: native}";
        Release release = rolledBack(version, stage, "{sidecar: container}", "{tag: '1.6', sidecar: native}");
        new Live(stage).isExactly(release.manifest(1));
        awaitRefused(stage, release.manifest(2));

        Kubectl.Result upgrade = release.tryUpgrade(fix);
        if (version == HelmVersion.HELM3) {
            assertThat(upgrade.exit()).isNotZero();
            assertThat(upgrade.err()).contains("Duplicate value: \"proxy\"");
            Kubectl.Result back = release.tryRollback(1);
            assertThat(back.exit()).as(back.err()).isZero();
            release.upgrade(fix);
        }

        new Live(stage).isExactly(release.rendered(fix));
    }

    private static Stage covered() {
        Stage stage = operator.stage();
        QuarantinePolicy.cover(stage.plane(), stage.namespace());
        return stage;
    }

    /** A release whose revision 1 is Good and serves again, and whose revision 2 is bad. */
    private static Release rolledBack(HelmVersion version, Stage stage, Bad bad) {
        return rolledBack(version, stage, GOOD, bad.values);
    }

    private static Release rolledBack(HelmVersion version, Stage stage, String goodValues, String badValues) {
        Release release = new Release(version, stage, Release.GATEWAY, "gateway").install(goodValues);
        String good = stage.apply(Stage.model("")).awaitServingGood();
        release.upgrade(badValues);
        stage.awaitServingInsteadOf(good);
        stage.apply(Stage.incident(INCIDENT, "")).awaitPhase(INCIDENT, Phase.Mitigated);
        return release;
    }

    /** The API server knows the quarantine a moment later. */
    private static void awaitRefused(Stage stage, String manifest) {
        eventually("it is refused", () -> assertThat(stage.plane()
                        .kubectl()
                        .replace(stage.namespace(), manifest, "--dry-run=server")
                        .err())
                .contains("is quarantined by incident"));
    }

    private static void isRefused(Kubectl.Result result, String revision) {
        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains("is quarantined by incident", revision, INCIDENT);
    }
}
