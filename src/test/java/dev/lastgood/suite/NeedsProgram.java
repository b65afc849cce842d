package dev.lastgood.suite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a program beside Java. It is skipped before anything is started if the program is not on the PATH;
 * with {@code CI=true} it fails instead.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(NeedsProgram.All.class)
@ExtendWith(ProgramCondition.class)
public @interface NeedsProgram {

    /** Its name, as on the PATH. */
    String value();

    /** The package of Debian and Ubuntu that contains it, if its name is another one. */
    String ofPackage() default "";

    /** Several of them; the compiler writes this. */
    @Documented
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(ProgramCondition.class)
    @interface All {
        NeedsProgram[] value();
    }
}
