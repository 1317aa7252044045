package dev.portgithub.view;

import dev.portgithub.run.RunState;
import java.time.Instant;

/**
 * Which runs an operator asks for; what is null does not matter.
 *
 * @param before those that were accepted by then
 * @param organisation in any case, like the repository, which has no owner in front
 * @param text the beginning of a run id, or the number of a workflow run
 * @param open only those that have not ended
 * @param from how many are passed by
 * @param size how many are wanted
 */
public record RunFilter(
    RunState state,
    Instant before,
    String organisation,
    String repository,
    String action,
    String text,
    boolean open,
    Sort sort,
    int from,
    int size) {

  /** In which order. */
  public enum Sort {
    OLDEST_FIRST,
    YOUNGEST_FIRST,
    REPOSITORY,
    ACTION,
    STATE
  }

  /** All open runs, the oldest first. */
  public static RunFilter open(int size) {
    return new RunFilter(null, null, null, null, null, null, true, Sort.OLDEST_FIRST, 0, size);
  }

  /** Can what is wanted only be found by looking at one run after the other? */
  boolean isSelective() {
    return organisation != null
        || repository != null
        || action != null
        || !open
        || sort == Sort.REPOSITORY
        || sort == Sort.ACTION;
  }
}
