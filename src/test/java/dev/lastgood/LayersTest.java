package dev.lastgood;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Who may know whom. */
@AnalyzeClasses(packages = "dev.lastgood", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule layers = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("lib")
            .definedBy("dev.lastgood.lib..")
            .layer("api")
            .definedBy("dev.lastgood.api..")
            .layer("config")
            .definedBy("dev.lastgood.config..")
            .layer("decide")
            .definedBy("dev.lastgood.decide..")
            .layer("observe")
            .definedBy("dev.lastgood.observe..")
            .layer("act")
            .definedBy("dev.lastgood.act..")
            .layer("record")
            .definedBy("dev.lastgood.record..")
            .layer("notify")
            .definedBy("dev.lastgood.notify..")
            .layer("reconcile")
            .definedBy("dev.lastgood.reconcile..")
            .layer("rest")
            .definedBy("dev.lastgood.rest..")
            .whereLayer("lib")
            .mayNotAccessAnyLayer()
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("decide")
            .mayOnlyAccessLayers("lib", "api", "config")
            .whereLayer("observe")
            .mayOnlyAccessLayers("lib", "api", "decide", "config")
            .whereLayer("act")
            .mayOnlyAccessLayers("lib", "api", "decide", "config")
            .whereLayer("record")
            .mayOnlyAccessLayers("lib", "api", "decide", "config")
            .whereLayer("notify")
            .mayOnlyAccessLayers("lib", "api", "decide", "config")
            .whereLayer("reconcile")
            .mayOnlyBeAccessedByLayers("rest")
            .whereLayer("rest")
            .mayNotBeAccessedByAnyLayer();

    /** The entries to the rules stand on top; what all rules share stands below them. */
    @ArchTest
    static final ArchRule layersOfDecide = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("entries")
            .definedBy("dev.lastgood.decide")
            .layer("rules")
            .definedBy(
                    "dev.lastgood.decide.ladder..",
                    "dev.lastgood.decide.opening..",
                    "dev.lastgood.decide.aftermath..",
                    "dev.lastgood.decide.notice..",
                    "dev.lastgood.decide.ledger..",
                    "dev.lastgood.decide.run..",
                    "dev.lastgood.decide.review..")
            .layer("orders")
            .definedBy(
                    "dev.lastgood.decide.action..",
                    "dev.lastgood.decide.task..",
                    "dev.lastgood.decide.quarantine..",
                    "dev.lastgood.decide.outlook..")
            .layer("incident")
            .definedBy("dev.lastgood.decide.incident..")
            .layer("facts")
            .definedBy(
                    "dev.lastgood.decide.workload..",
                    "dev.lastgood.decide.probe..",
                    "dev.lastgood.decide.service..",
                    "dev.lastgood.decide.revision..")
            .whereLayer("entries")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("rules")
            .mayOnlyBeAccessedByLayers("entries")
            .whereLayer("orders")
            .mayOnlyBeAccessedByLayers("entries", "rules")
            .whereLayer("incident")
            .mayOnlyBeAccessedByLayers("entries", "rules", "orders");

    /** Thinking needs no cluster, no database and no framework; what it reads of Kubernetes are plain objects. */
    @ArchTest
    static final ArchRule decideIsPure = noClasses()
            .that()
            .resideInAPackage("dev.lastgood.decide..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.fabric8.kubernetes.client.dsl..",
                    "io.fabric8.kubernetes.client.http..",
                    "io.fabric8.kubernetes.client.informers..",
                    "io.javaoperatorsdk..",
                    "io.quarkus..",
                    "jakarta..",
                    "java.sql..",
                    "java.net..",
                    "java.nio.file..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient");

    /** Time is given. */
    @ArchTest
    static final ArchRule decideHasNoClockOfItsOwn = noClasses()
            .that()
            .resideInAPackage("dev.lastgood.decide..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Clock.class, "systemUTC");

    /** What crosses a border is a record, an enum or an interface; only the CRD types are plain classes. */
    @ArchTest
    static final ArchRule noCatchAlls = classes()
            .that()
            .resideInAPackage("dev.lastgood..")
            .should()
            .haveNameNotMatching(".*(Utils?|Helpers?|Managers?)");
}
