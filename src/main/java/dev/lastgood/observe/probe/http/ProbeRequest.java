package dev.lastgood.observe.probe.http;

import dev.lastgood.observe.probe.sample.SampleDeadline;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;

/**
 * One request, and when its response must be complete.
 *
 * @param body null: none
 * @param target for messages
 */
public record ProbeRequest(RequestOptions options, Buffer body, SampleDeadline deadline, String target) {}
