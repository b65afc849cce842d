package dev.lastgood.api.model;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** The workload that serves a model, and what belongs to its revisions. */
public class Gateway {

    @JsonPropertyDescription(
            "The workload, in the namespace of this object. Several ModelDeployments may name the same one.")
    @Required
    public WorkloadRef workloadRef;

    @JsonPropertyDescription(
            "Names of further ConfigMaps that belong to a revision. Those that the pod template refers to (env, envFrom, volumes, "
                    + "projected) are found without being named. At most 32; one that does not exist is remembered as absent.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 253) @Pattern(Names.OBJECT_NAME) String> configMaps = new ArrayList<>();

    @JsonPropertyDescription(
            "Where a revision's version is read. Default: the tag (else the digest) of the first container's image.")
    public VersionFrom versionFrom;

    @JsonPropertyDescription(
            "true: running pods pick changed configuration up by themselves (it counts as serving two minutes after it was "
                    + "written). false: it serves once every ready pod started after it was written. Default: false.")
    @Default("false")
    public boolean configReload;

    @JsonPropertyDescription(
            "Parts of the pod template that carry no behavior: a change of them is no new revision, is never blamed, and is never a "
                    + "fix. What carries none in any workload, such as checksum/config, is known without being named: see "
                    + "docs/revisions.md. status.ignored lists what is ignored. With several ModelDeployments on one workload, what "
                    + "any of them names is ignored.")
    public Ignore ignore;

    @JsonPropertyDescription(
            "Deprecated: use ignore.annotations. Annotations of the pod template that are ignored, in addition to those. At most 32.")
    @Size(max = 32)
    public List<@Size(min = 1, max = 317) String> ignoreAnnotations = new ArrayList<>();

    @JsonPropertyDescription(
            "What a rollback does with a ConfigMap that another workload uses, too. Refuse: the rollback is refused "
                    + "(SharedConfiguration) and the flags follow. Restore: it is restored for both. Default: Refuse.")
    @Default("Refuse")
    public SharedConfigMaps sharedConfigMaps = SharedConfigMaps.Refuse;
}
