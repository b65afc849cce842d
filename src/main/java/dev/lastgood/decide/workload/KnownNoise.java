package dev.lastgood.decide.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What carries no behavior in every workload: what tools write to force a restart, and the ids of commits, builds and pipelines.
 * The one list of them; docs/revisions.md prints it.
 */
public final class KnownNoise {

    /** What the keys of checksums begin with that a chart computes of other objects, so that pods restart with these. */
    static final String CHECKSUM = "checksum/";

    /** Template labels and annotations. */
    static final Set<String> KEYS = Set.of(
            // restarts
            "kubectl.kubernetes.io/restartedAt",
            "rollme",
            "keel.sh/update-time",
            "cattle.io/timestamp",
            "wave.pusher.com/config-hash",
            "kubernetes.io/change-cause",
            // Helm
            "helm.sh/chart",
            "chart");

    /** Prefixes of template labels and annotations. */
    static final Set<String> PREFIXES = Set.of(
            CHECKSUM,
            "reloader.stakater.com/",
            "skaffold.dev/",
            "app.gitlab.com/",
            "kots.io/",
            "tilt.dev/",
            "garden.io/",
            "werf.io/",
            "project.werf.io/",
            "ci.werf.io/",
            "gitlab.ci.werf.io/",
            "github.ci.werf.io/",
            "azure-pipelines/",
            "actions.github.com/",
            "deploy.cloud.google.com/",
            "artifact.spinnaker.io/",
            "moniker.spinnaker.io/",
            "strategy.spinnaker.io/",
            "app.openshift.io/vcs-",
            "Octopus.");

    /** What the domain of a key ends with. */
    static final Set<String> DOMAINS = Set.of(".reloader.stakater.com");

    /** Keys of template labels and annotations without a domain; capitals, dashes, underscores and dots do not count. */
    static final Set<String> IDS = Set.of(
            "git-commit",
            "git-commit-sha",
            "git-sha",
            "git-hash",
            "git-ref",
            "git-revision",
            "commit",
            "commit-id",
            "commit-sha",
            "commit-hash",
            "sha",
            "vcs",
            "vcs-ref",
            "build",
            "build-id",
            "build-number",
            "build-date",
            "build-time",
            "build-timestamp",
            "build-url",
            "pipeline-id",
            "pipeline-url",
            "run-id",
            "run-number",
            "job-id",
            "date",
            "timestamp",
            "deploy-time",
            "deploy-timestamp",
            "deployed-at",
            "restarted-at",
            "redeploy-timestamp");

    /** Environment variables. */
    static final Set<String> VARIABLES = Set.of(
            "GIT_COMMIT",
            "GIT_COMMIT_SHA",
            "GIT_SHA",
            "GIT_HASH",
            "GIT_REVISION",
            "GIT_BRANCH",
            "COMMIT_SHA",
            "COMMIT_HASH",
            "SHORT_SHA",
            "VCS_REF",
            "BUILD_ID",
            "BUILD_NUMBER",
            "BUILD_URL",
            "BUILD_TAG",
            "BUILD_DATE",
            "BUILD_TIME",
            "BUILD_TIMESTAMP",
            "DEPLOY_TIME",
            "DEPLOY_TIMESTAMP",
            "DEPLOYED_AT",
            "RESTARTED_AT",
            "ROLLME",
            "CI_COMMIT_SHA",
            "CI_COMMIT_SHORT_SHA",
            "CI_COMMIT_REF_NAME",
            "CI_COMMIT_REF_SLUG",
            "CI_PIPELINE_ID",
            "CI_PIPELINE_IID",
            "CI_PIPELINE_URL",
            "CI_JOB_ID",
            "CI_JOB_URL",
            "GITHUB_SHA",
            "GITHUB_REF",
            "GITHUB_RUN_ID",
            "GITHUB_RUN_NUMBER",
            "GITHUB_RUN_ATTEMPT",
            "BUILD_BUILDID",
            "BUILD_BUILDNUMBER",
            "BUILD_SOURCEVERSION",
            "BITBUCKET_COMMIT",
            "BITBUCKET_BUILD_NUMBER",
            "CIRCLE_SHA1",
            "CIRCLE_BUILD_NUM",
            "DRONE_COMMIT_SHA",
            "DRONE_BUILD_NUMBER",
            "TRAVIS_COMMIT",
            "TRAVIS_BUILD_NUMBER",
            "DD_GIT_COMMIT_SHA",
            "DD_GIT_REPOSITORY_URL");

    /** Prefixes of environment variables. */
    static final Set<String> VARIABLE_PREFIXES = Set.of("STAKATER_");

    private static final Set<String> PLAIN_IDS =
            IDS.stream().map(KnownNoise::plain).collect(Collectors.toUnmodifiableSet());

    /** Whether a template label or annotation of this key carries no behavior in any workload. */
    static boolean isKey(String key) {
        if (KEYS.contains(key) || PREFIXES.stream().anyMatch(key::startsWith)) {
            return true;
        }
        int slash = key.indexOf('/');
        return slash < 0
                ? PLAIN_IDS.contains(plain(key))
                : DOMAINS.stream().anyMatch(key.substring(0, slash)::endsWith);
    }

    /** Whether an environment variable of this name carries no behavior in any workload. */
    static boolean isVariable(String name) {
        return VARIABLES.contains(name) || VARIABLE_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static final List<List<String>> LINES = List.of(
            line("labels and annotations", KEYS, "", ""),
            line("labels and annotations that begin with", PREFIXES, "", "*"),
            line("labels and annotations of a domain that ends with", DOMAINS, "*", "/*"),
            line("labels and annotations without a domain, however they are written", IDS, "", ""),
            line("environment variables", VARIABLES, "", ""),
            line("environment variables that begin with", VARIABLE_PREFIXES, "", "*"));

    /** The list for people, each a line: what, and the names, in order. */
    public static List<List<String>> lines() {
        return LINES;
    }

    private static List<String> line(String what, Set<String> names, String before, String after) {
        List<String> line = new ArrayList<>(List.of(what));
        new TreeSet<>(names).forEach(name -> line.add(before + name + after));
        return List.copyOf(line);
    }

    private static String plain(String key) {
        return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }

    private KnownNoise() {}
}
