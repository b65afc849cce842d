package dev.lastgood.api.quarantine;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which revision is kept out, why, and by what it is recognized. Lastgood writes it. */
@ValidationRule(
        value =
                "(has(self.template) && size(self.template) > 0) || (has(self.configuration) && size(self.configuration) > 0)",
        message = "a Quarantine blames at least one part: write template or configuration")
public class QuarantineSpec {

    @JsonPropertyDescription("The workload that the revision belongs to, in the namespace of the Quarantine.")
    @Required
    public QuarantinedWorkload workload;

    @JsonPropertyDescription("Version of the revision, for people. At most 253 characters.")
    @Size(max = 253)
    public String version;

    @JsonPropertyDescription("Name of the incident that blames the revision. At most 253 characters.")
    @Size(max = 253)
    public String incident;

    @JsonPropertyDescription(
            "Why the revision is quarantined, in CamelCase, such as RolledBack. At most 64 characters.")
    @Size(max = 64)
    public String reason;

    @JsonPropertyDescription("When the revision was quarantined, RFC 3339.")
    @Size(max = 40)
    public String since;

    @JsonPropertyDescription(
            "What is blamed, in words and shortened, such as image of container gateway. At most 1024 characters.")
    @Size(max = 1024)
    public String blamed;

    @JsonPropertyDescription("What a fix changes, in words, as the refusal of the API server says it.")
    public QuarantineFix fix;

    @JsonPropertyDescription(
            "The parts of the pod template that are blamed, each with its value in the failed revision. An update is refused if all of "
                    + "them, and all of unchanged, have this value again and did not have it before. A creation is never refused. "
                    + "Only read if the label lastgood.dev/quarantined-template is true. At most 2048 parts.")
    @Size(max = 2048)
    public List<BlamedTemplatePart> template;

    @JsonPropertyDescription(
            "Parts of the pod template that are not blamed and must have their value in the failed revision too, so that an update is "
                    + "refused: a change of one of them counts as a fix. At most 2048 parts.")
    @Size(max = 2048)
    public List<BlamedTemplatePart> unchanged;

    @JsonPropertyDescription(
            "The keys of ConfigMaps that are blamed, each with its value in the failed revision. An update of a ConfigMap is refused if "
                    + "all keys that are blamed in it have this value again and did not have it before. Only read if the label "
                    + "lastgood.dev/quarantined-configuration is true. At most 4096 keys.")
    @Size(max = 4096)
    public List<BlamedConfigurationPart> configuration;

    @JsonPropertyDescription(
            "Names of the ConfigMaps in configuration: a write of any other ConfigMap costs the API server almost nothing. A ConfigMap "
                    + "that is not named here is not refused. At most 100.")
    @Size(max = 100)
    public List<@Size(max = 253) String> configMaps;

    @JsonPropertyDescription(
            "Differences between the failed and the last good revision that are not blamed, in words. At most 100.")
    @Size(max = 100)
    public List<@Size(max = 512) String> noEvidence;

    @JsonPropertyDescription(
            "Digests of the blamed parts as they were in the last good revision. They tell a fix from a return to the last good revision. "
                    + "Present only if both the template and the configuration are blamed.")
    public LastGoodDigests lastGood;
}
