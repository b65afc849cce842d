package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import dev.lastgood.api.ServicePortRef;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A GET request and what is expected of the answer. */
public class HttpCheck {

    @JsonPropertyDescription("The Service and its port that are asked.")
    @Required
    public ServicePortRef serviceRef;

    @JsonPropertyDescription(
            "Path of the request, a query included, such as /control/status. Begins with '/'; at most 1024 visible ASCII characters. "
                    + "Redirects are never followed.")
    @Required
    @Size(min = 1, max = 1024)
    @Pattern(Names.HTTP_PATH)
    public String path;

    @JsonPropertyDescription("What is expected of the answer; what is not as expected is Bad. Default: the status 200.")
    public HttpExpect expect;
}
