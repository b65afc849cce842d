package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigMapWriterTest {

    private static ConfigMap configMap(String metadata) {
        return Serialization.unmarshal(
                "{\"kind\": \"ConfigMap\", \"apiVersion\": \"v1\", \"metadata\": {" + metadata + "}}", ConfigMap.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "by name | 'name': 'kube-root-ca.crt' | kube-controller-manager",
                "by name | 'name': 'istio-ca-root-cert' | istiod",
                "by name | 'name': 'openshift-service-ca.crt' | the service CA operator of OpenShift",
                "trust-manager's label | 'name': 'ca', 'labels': {'trust.cert-manager.io/bundle': 'corp'} | trust-manager",
                "its new label | 'name': 'ca', 'labels': {'trust-manager.io/bundle': 'corp'} | trust-manager",
                "its annotation | 'name': 'ca', 'annotations': {'trust.cert-manager.io/hash': '55c0'} | trust-manager",
                "the cluster's proxy CA | 'name': 'ca', 'labels': {'config.openshift.io/inject-trusted-cabundle': 'true'} "
                        + "| the Cluster Network Operator of OpenShift",
                "a service CA | 'name': 'ca', 'annotations': {'service.beta.openshift.io/inject-cabundle': 'true'} "
                        + "| the service CA operator of OpenShift",
                "a controller owner | 'name': 'c', 'ownerReferences': [{'apiVersion': 'serving.kserve.io/v1beta1', "
                        + "'kind': 'InferenceService', 'name': 'fraud', 'uid': 'u', 'controller': true}] "
                        + "| InferenceService fraud (serving.kserve.io/v1beta1)",
                "a mark beats the owner | 'name': 'c', 'labels': {'trust.cert-manager.io/bundle': 'corp'}, "
                        + "'ownerReferences': [{'apiVersion': 'trust.cert-manager.io/v1alpha1', 'kind': 'Bundle', "
                        + "'name': 'corp', 'uid': 'u', 'controller': true}] | trust-manager",
            })
    void a_controller_writes(String mark, String metadata, String writer) {
        assertThat(ConfigMapWriter.of(configMap(metadata.replace('\'', '"')))).isEqualTo(writer);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no marks | 'name': 'prompts'",
                "injection switched off | 'name': 'ca', 'labels': {'config.openshift.io/inject-trusted-cabundle': 'false'}",
                "an owner that does not control it | 'name': 'c', 'ownerReferences': [{'apiVersion': 'x.io/v1', 'kind': 'X', "
                        + "'name': 'x', 'uid': 'u'}]",
                "the workload, to have it deleted | 'name': 'c', 'ownerReferences': [{'apiVersion': 'apps/v1', "
                        + "'kind': 'Deployment', 'name': 'gateway', 'uid': 'u', 'controller': true}]",
                "the model | 'name': 'c', 'ownerReferences': [{'apiVersion': 'lastgood.dev/v1alpha1', "
                        + "'kind': 'ModelDeployment', 'name': 'pricing', 'uid': 'u', 'controller': true}]",
                "Helm's marks | 'name': 'c', 'labels': {'app.kubernetes.io/managed-by': 'Helm'}",
            })
    void whoever_deploys_the_workload_writes(String mark, String metadata) {
        assertThat(ConfigMapWriter.of(configMap(metadata.replace('\'', '"')))).isNull();
    }

    @Test
    void the_name_alone_tells_before_the_config_map_exists() {
        assertThat(ConfigMapState.missing("istio-ca-root-cert", null).writer()).isEqualTo("istiod");
        assertThat(ConfigMapState.missing("prompts", null).writer()).isNull();
    }
}
