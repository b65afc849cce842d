package dev.lastgood.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;

/** A port of a Service in the same namespace. */
public class ServicePortRef {

    @JsonPropertyDescription(
            "Name of the Service, in the namespace of this object. One that does not exist makes samples Unknown (ServiceNotFound); one of "
                    + "type ExternalName, or one that leads to loopback, link-local or multicast addresses or to the API server, is refused "
                    + "(AddressRefused).")
    @Required
    @Size(min = 1, max = 63)
    @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
    public String name;

    @JsonPropertyDescription(
            "The Service's port: its number, 1 to 65535, or its name. One that the Service does not have makes samples Unknown "
                    + "(ServicePortNotFound). It is spoken to in plain HTTP/1.1.")
    @Required
    @ValidationRule(
            value = "type(self) == int ? self >= 1 && self <= 65535 : size(self) >= 1 && size(self) <= 63",
            message = "port is a port of the Service: write its number, 1 to 65535, or its name")
    public IntOrString port;
}
