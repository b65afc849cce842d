package dev.lastgood.act.flag;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** The OpenFeature operator's own kind: a flagd document as an object, in {@code spec.flagSpec}. */
@Group("core.openfeature.dev")
@Version("v1beta1")
@Kind("FeatureFlag")
@Plural("featureflags")
public class FeatureFlag extends GenericKubernetesResource implements Namespaced {}
