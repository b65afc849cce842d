package dev.lastgood.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TearDownTest {

    /** What a set-up assigns is null if the set-up failed before; JUnit's AutoClose and Belongings tolerate that. */
    @Test
    void noTearDownUsesWhatASetUpMayNotHaveMade() {
        List<String> uses = new ClassFileImporter()
                .importPackages("dev.lastgood").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method ->
                                method.isAnnotatedWith(AfterAll.class) || method.isAnnotatedWith(AfterEach.class))
                        .flatMap(method -> method.getFieldAccesses().stream())
                        .filter(TearDownTest::mayBeNull)
                        .map(JavaFieldAccess::getDescription)
                        .toList();

        assertThat(uses).as("use @AutoClose or Belongings instead").isEmpty();
    }

    private static boolean mayBeNull(JavaFieldAccess access) {
        return access.getTarget()
                .resolveMember()
                .map(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                .orElse(false);
    }
}
