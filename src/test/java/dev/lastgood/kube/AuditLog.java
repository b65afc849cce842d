package dev.lastgood.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What was asked of the API server, from its own audit log: one entry per answered request (a watch has its entry when
 * it ends). The server writes an entry as it finishes the answer, so that a caller can be a moment ahead of it.
 */
public final class AuditLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long start;
    private final String word;

    AuditLog(Path file) {
        this(file, 0, "");
    }

    private AuditLog(Path file, long start, String word) {
        this.file = file;
        this.start = start;
        this.word = word;
    }

    /**
     * One request.
     *
     * @param verb get, list, watch, create, update, patch, delete, deletecollection
     * @param user who was authenticated
     * @param userAgent what the program called itself
     * @param group API group, empty for the core
     * @param resource such as {@code deployments}; empty for a path that is not a resource
     * @param subresource such as {@code status}, or empty
     * @param namespace or empty
     * @param name or empty
     * @param code of the answer
     * @param at when the request came in
     * @param uri path and query
     */
    public record Entry(
            String verb,
            String user,
            String userAgent,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            int code,
            Instant at,
            String uri) {

        /** Whether it was a successful PATCH of the object itself, no subresource and no dry run. */
        public boolean isPatchOf(String resource, String namespace, String name) {
            return verb.equals("patch")
                    && this.resource.equals(resource)
                    && subresource.isEmpty()
                    && this.namespace.equals(namespace)
                    && this.name.equals(name)
                    && code < 300
                    && !uri.contains("dryRun=");
        }
    }

    /** The same log from now on: entries that exist already are left out. */
    public AuditLog fromNow() {
        try {
            return new AuditLog(file, Files.exists(file) ? Files.size(file) : 0, word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same log with the entries of one namespace only; what others did is not even parsed, and that is most of it. */
    public AuditLog in(String namespace) {
        return new AuditLog(file, start, "\"namespace\":\"" + namespace + "\"");
    }

    /** All entries in the order of their answers. */
    public List<Entry> entries() {
        return read().lines()
                .filter(line -> line.contains(word))
                .map(AuditLog::parse)
                .filter(event -> event.path("stage").asText().equals("ResponseComplete"))
                .map(AuditLog::entry)
                .toList();
    }

    /** How many successful patches one object has had; subresources and dry runs do not count. */
    public long patches(String resource, String namespace, String name) {
        return entries().stream()
                .filter(entry -> entry.isPatchOf(resource, namespace, name))
                .count();
    }

    private String read() {
        if (!Files.exists(file)) {
            return "";
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
                // until all that was there is read
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            // The last line may be half written.
            return text.substring(0, text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("not an audit event: " + line, e);
        }
    }

    private static Entry entry(JsonNode event) {
        JsonNode object = event.path("objectRef");
        return new Entry(
                event.path("verb").asText(),
                event.path("user").path("username").asText(),
                event.path("userAgent").asText(),
                object.path("apiGroup").asText(),
                object.path("resource").asText(),
                object.path("subresource").asText(),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.path("responseStatus").path("code").asInt(),
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.path("requestURI").asText());
    }
}
