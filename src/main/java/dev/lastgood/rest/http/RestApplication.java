package dev.lastgood.rest.http;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What stands above all paths. The version is set in application.properties. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Lastgood",
                        version = "",
                        description = "Returns an AI model's gateway to its last known good revision, and carries the "
                                + "incident. Every error is a problem as in RFC 9457.",
                        license = @License(name = "Apache-2.0")),
        security = @SecurityRequirement(name = RestApplication.BEARER))
@SecurityScheme(
        securitySchemeName = RestApplication.BEARER,
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A token of the cluster, such as one of kubectl create token. What its owner may do is what RBAC "
                + "says in the model's namespace.")
public class RestApplication extends Application {

    static final String BEARER = "bearer";
}
