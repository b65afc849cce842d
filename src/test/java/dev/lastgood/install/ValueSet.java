package dev.lastgood.install;

/** Values as people would set them. */
enum ValueSet {
    DEFAULTS("{}"),
    EVERYTHING(
            """
            image: {repository: registry.example/lastgood, digest: "sha256:%s"}
            imagePullSecrets: [{name: pull}]
            serviceAccount: {annotations: {example.com/role: lastgood}}
            rbac: {secrets: [{namespace: default, name: model-notifications}]}
            settings: {probes.prometheus-url: "http://prometheus.monitoring:9090", probes.max-body: 2097152}
            database:
              url: jdbc:postgresql://db:5432/ai
              existingSecret: {name: db}
              migration: {url: "jdbc:postgresql://db:6432/ai", existingSecret: {name: owner}}
            notifications:
            - {name: on-call, type: PagerDuty, secretRef: {name: on-call, key: pagerduty}, severities: [Sev0, Sev1]}
            metrics:
              serviceMonitor: {enabled: true, labels: {release: prometheus}}
              prometheusRule: {enabled: true, runbookURL: "https://runbook.example/lastgood"}
              dashboard: {enabled: true}
            networkPolicy:
              enabled: true
              ingress: {from: [{namespaceSelector: {}}]}
              egress: {database: {cidr: 10.0.0.5/32}, extra: [{ports: [{port: 8443}]}]}
            podAnnotations: {example.com/team: ai}
            podLabels: {team: ai}
            nodeSelector: {kubernetes.io/os: linux}
            tolerations: [{key: infra, operator: Exists}]
            jvmOptions: -Xmx128m
            """
                    .formatted("0a".repeat(32))),
    SUPABASE("database: {existingSecret: {name: supabase, urlKey: url}}"),
    NAMESPACED("{watch: {namespaces: [default]}, networkPolicy: {enabled: true}}"),
    WITHOUT_POLICY("quarantinePolicy: {install: false}"),
    WITHOUT_CRDS("crds: {install: false}"),
    ONE_REPLICA("{replicas: 1, rest: {enabled: false}}");

    private final String yaml;

    ValueSet(String yaml) {
        this.yaml = yaml;
    }

    String yaml() {
        return yaml;
    }
}
