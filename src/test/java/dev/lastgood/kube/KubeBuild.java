package dev.lastgood.kube;

import dev.lastgood.suite.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds the control plane from source: about six minutes on two cores, once per machine. */
final class KubeBuild {

    /** The one program that is all four, by the name it is called with. */
    static final String BINARY = "kube";

    private static final long LIMIT_MINUTES = 40;
    private static final long PROGRESS_SECONDS = 10;

    private KubeBuild() {}

    /**
     * Builds {@link #BINARY} into the directory, unless another process has just done so.
     *
     * @throws IOException where there is no Go, an older one, or the build fails; the message says which
     */
    static void into(Path directory, KubeModule module) throws IOException {
        Path go = Programs.onPath("go").orElseThrow(() -> new IOException("go is not on the PATH"));
        // Within the module a Go that is too old says so itself, or switches to a newer one where it is allowed to.
        String version = Command.output(List.of(go.toString(), "version"), module.directory(), "go");
        if (!version.startsWith("go version")) {
            throw new IOException(version.trim());
        }
        Files.createDirectories(directory);
        try (FileChannel file = FileChannel.open(
                        directory.resolve("build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            if (lock.isValid() && !Files.isExecutable(directory.resolve(BINARY))) {
                build(go, directory, module);
            }
        }
    }

    private static FileLock lock(FileChannel file) throws IOException {
        long start = System.nanoTime();
        try {
            for (FileLock lock = file.tryLock(); ; lock = file.tryLock()) {
                if (lock != null) {
                    return lock;
                }
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                if (seconds % PROGRESS_SECONDS == 0) {
                    System.out.printf("Another process builds the control plane, waiting for it: %d s%n", seconds);
                }
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another process built", e);
        }
    }

    private static void build(Path go, Path directory, KubeModule module) throws IOException {
        // One name, for the lock lets only one build write it, and what a killed one left is overwritten.
        Path unfinished = directory.resolve(BINARY + ".part");
        Path log = Files.createTempFile("lastgood-kube-build", ".log");
        try {
            System.out.printf(
                    "Building Kubernetes %s (kube-apiserver, kube-controller-manager, kubectl) and etcd %s from source,"
                            + " once: about 6 minutes.%n",
                    module.kubernetes(), module.etcd());
            ProcessBuilder command = new ProcessBuilder(
                            go.toString(),
                            "build",
                            "-trimpath",
                            "-ldflags",
                            "-s -w -X k8s.io/component-base/version.gitVersion=" + module.kubernetes(),
                            "-o",
                            unfinished.toString(),
                            ".")
                    .directory(module.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            command.environment().put("CGO_ENABLED", "0");
            if (await(command.start()) != 0) {
                throw new IOException("go build of " + module.directory() + " failed: " + LogTail.of(log, 5));
            }
            Files.move(unfinished, directory.resolve(BINARY), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
            Files.deleteIfExists(log);
        }
    }

    private static int await(Process process) throws IOException {
        Thread onExit = new Thread(() -> end(process), "kube-build-end");
        Runtime.getRuntime().addShutdownHook(onExit);
        long start = System.nanoTime();
        try {
            while (!process.waitFor(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                System.out.printf("Building Kubernetes: %d:%02d min%n", seconds / 60, seconds % 60);
                if (seconds > TimeUnit.MINUTES.toSeconds(LIMIT_MINUTES)) {
                    throw new IOException("the build took more than " + LIMIT_MINUTES + " minutes");
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the build was interrupted", e);
        } finally {
            end(process);
            removeHook(onExit);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook runs.
        }
    }

    private static void end(Process process) {
        // The compilers are children of go.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
