package dev.lastgood.record;

import java.util.List;

/** Who reviews a model for bias, and by which checklist. */
public record ReviewChecklist(List<String> stakeholders, String url) {}
