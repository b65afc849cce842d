package dev.lastgood.helm;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs the programs of {@link HelmVersion}. If they cannot be built it is left out, and {@code verify} says
 * why; with {@code CI=true} it fails instead.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealHelmCondition.class)
public @interface RealHelm {}
