package dev.portgithub.journal;

import java.time.Instant;

/**
 * Something that an operator did, or tried to.
 *
 * @param doneBy a login, or "an operator"
 * @param what the operation: "discard"
 * @param about "dead letter 7 (dispatch/AMBIGUOUS, run r_1)"
 * @param runId null unless it is about a run
 * @param why in the operator's words; null when none were given
 * @param outcome what came of it; null while it is being done, and for ever if the process died
 *     meanwhile
 */
public record Operation(
    long id,
    Instant doneAt,
    String doneBy,
    String what,
    String about,
    String runId,
    String why,
    String outcome) {}
