package dev.portgithub.run;

import dev.portgithub.run.LaneRules.Limit;

/** A run that is due and waits for its turn, since its limit is reached. */
public record Waiting(String runId, Limit limit) {}
