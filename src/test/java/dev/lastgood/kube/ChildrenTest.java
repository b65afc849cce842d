package dev.lastgood.kube;

import static dev.lastgood.kube.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChildrenTest {

    /** A JVM with one child, to be killed. */
    static final class Parent {

        public static void main(String[] args) throws Exception {
            Children children = new Children("lastgood-children");
            Process child = children.start("child", new ProcessBuilder("sleep", "1000"));
            System.out.println(child.pid());
            System.out.println(children.directory());
            child.waitFor();
        }
    }

    @Test
    void aJvmThatIsKilledTakesItsChildrenAndTheirDirectoryWithIt() throws IOException {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = parent.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            Path directory = Path.of(out.readLine());
            assertThat(child.isAlive()).isTrue();

            parent.destroyForcibly();

            eventually("the child is gone", () -> assertThat(child.isAlive()).isFalse());
            eventually("the directory is gone", () -> assertThat(directory).doesNotExist());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void closingEndsTheChildrenAndRemovesTheDirectory() throws IOException {
        Children children = new Children("lastgood-children");
        Process child = children.start("child", new ProcessBuilder("sleep", "1000"));

        children.close();

        assertThat(child.isAlive()).isFalse();
        assertThat(children.directory()).doesNotExist();
    }
}
