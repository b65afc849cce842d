package dev.lastgood.observe.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class TemplateWritersTest {

    private static Deployment deployment() {
        return Serialization.unmarshal(
                """
                metadata:
                  managedFields:
                  - {manager: kubectl, time: "2026-11-23T08:00:00Z", fieldsV1: {"f:spec": {"f:template": {}}}}
                  - {manager: a-pipeline, time: "2026-11-23T08:00:05Z", fieldsV1: {"f:spec": {"f:template": {}}}}
                  - {manager: lastgood, time: "2026-11-23T08:00:09Z", fieldsV1: {"f:spec": {"f:template": {}}}}
                  - {manager: an-autoscaler, time: "2026-11-23T08:00:10Z", fieldsV1: {"f:spec": {"f:replicas": {}}}}
                  - manager: kube-controller-manager
                    time: "2026-11-23T08:00:11Z"
                    subresource: status
                    fieldsV1: {"f:spec": {"f:template": {}}}
                """,
                Deployment.class);
    }

    @Test
    void whoever_wrote_the_template_last_and_is_not_lastgood() {
        assertThat(TemplateWriters.last(deployment())).contains("a-pipeline");
        assertThat(TemplateWriters.last(TemplateWriters.keepOnly(deployment()))).contains("a-pipeline");
    }

    @Test
    void which_fields_it_wrote_is_not_kept() {
        assertThat(TemplateWriters.keepOnly(deployment()).getMetadata().getManagedFields())
                .hasSize(3)
                .allSatisfy(e -> assertThat(e.getFieldsV1()).isNull());
    }

    @Test
    void nobody_is_known_where_nothing_is_said() {
        assertThat(TemplateWriters.last(
                        new Deployment().edit().withNewMetadata().endMetadata().build()))
                .isEmpty();
    }
}
