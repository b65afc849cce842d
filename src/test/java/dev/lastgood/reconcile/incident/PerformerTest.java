package dev.lastgood.reconcile.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lastgood.decide.action.ClusterAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The container finds the performers by their type, so the compiler cannot say that one is missing. */
class PerformerTest {

    @Test
    void each_kind_of_action_has_one_performer() {
        List<JavaClass> performers = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.lastgood.reconcile")
                        .stream()
                        .filter(c -> c.isAssignableTo(Performer.class) && !c.isInterface())
                        .toList();

        assertThat(performers).allMatch(c -> c.isAnnotatedWith(ApplicationScoped.class));
        assertThat(performers.stream().map(PerformerTest::kind))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ClusterAction.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
    }

    private static String kind(JavaClass performer) {
        return performer.getInterfaces().stream()
                .map(type ->
                        ((JavaParameterizedType) type).getActualTypeArguments().get(0))
                .findFirst()
                .orElseThrow()
                .getName();
    }
}
