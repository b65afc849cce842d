package dev.lastgood.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lastgood.api.model.NotificationType;
import dev.lastgood.config.NotifyConfig;
import dev.lastgood.notify.http.Post;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a new receiver needs: a constant, and a bean in a folder of its own. */
class SendersTest {

    private static final List<JavaClass> SENDERS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.lastgood.notify").stream()
                    .filter(c -> c.isAssignableTo(Sender.class) && !c.isInterface())
                    .toList();

    private static NotificationType type(JavaClass sender) {
        Messages.Settings settings = new Messages.Settings("https://unused.test");
        try {
            Sender made = (Sender) sender.reflect()
                    .getConstructor(Post.class, NotifyConfig.class)
                    .newInstance(new Post(settings), settings);
            return made.type();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(sender.getName(), e);
        }
    }

    @Test
    void each_type_has_one_sender() {
        assertThat(SENDERS).extracting(SendersTest::type).containsExactlyInAnyOrder(NotificationType.values());
        assertThat(SENDERS).allMatch(c -> c.isAnnotatedWith(ApplicationScoped.class));
    }

    @Test
    void no_sender_knows_another_s_folder() {
        for (JavaClass sender : SENDERS) {
            List<String> others = SENDERS.stream()
                    .map(JavaClass::getPackageName)
                    .filter(name -> !name.equals(sender.getPackageName()))
                    .toList();
            assertThat(sender.getPackage().getClassDependenciesFromThisPackage())
                    .noneMatch(d -> others.contains(d.getTargetClass().getPackageName()));
            assertThat(sender.getPackageName()).startsWith("dev.lastgood.notify.");
        }
    }
}
