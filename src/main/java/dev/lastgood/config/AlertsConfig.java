package dev.lastgood.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How alerts that Alertmanager or Grafana post are read. */
@ConfigMapping(prefix = "lastgood.alerts")
public interface AlertsConfig {

    /** The label that holds the model's modelId. Alerts without it are ignored, and the answer says so. */
    @WithDefault("lastgood_model")
    String modelLabel();

    /** The label that holds the trigger, such as GatewayErrors. Alerts without it are ignored, and the answer says so. */
    @WithDefault("lastgood_trigger")
    String triggerLabel();

    /** The label that holds the model's namespace; needed where several namespaces have a model of the id. */
    @WithDefault("namespace")
    String namespaceLabel();

    /** The label that holds the severity: Sev0 to Sev3, or critical, error, warning, info. Else the model's. */
    @WithDefault("severity")
    String severityLabel();

    /** The most bytes of a request's body below /webhooks, a longer one is 413; at most {@code quarkus.http.limits.max-body-size}. */
    @WithDefault("1048576")
    long maxBody();
}
