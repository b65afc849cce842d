/**
 * A workload as it is declared and how far its rollout is: template, configuration, references, pods. What a revision is made of
 * these belongs in {@code decide.revision}.
 */
package dev.lastgood.decide.workload;
