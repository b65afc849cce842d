package dev.lastgood.observe.probe;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;

/**
 * One request, and when its response must be complete.
 *
 * @param body null: none
 * @param target for messages
 */
record ProbeRequest(RequestOptions options, Buffer body, SampleDeadline deadline, String target) {}
