package dev.lastgood.kube;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a {@link ControlPlane}. If none can be had it is left out, and {@code verify} says how to get one;
 * with {@code CI=true} it fails instead, so that a green build never means that nothing was tested.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealApiServerCondition.class)
public @interface RealApiServer {}
