package dev.lastgood.decide.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTagTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        ",",
        "gateway, latest",
        "gateway:1.2, 1.2",
        "example.test:5000/gateway, latest",
        "example.test:5000/gateway:1.2, 1.2",
        "gateway:1.2@sha256:0123456789abcdef, 1.2",
        "gateway@sha256:0123456789abcdef, sha256:0123456789ab"
    })
    void the_version_that_a_reference_names(String image, String version) {
        assertThat(ImageTag.of(image)).isEqualTo(version);
    }
}
