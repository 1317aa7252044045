package dev.portgithub.poll;

import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.Run;

/** One call of a poll: a page of the repository's workflow runs, or a single one. */
public sealed interface Look {
  RemoteCall call();

  /** Is it for one of our runs? Then an answer that shows nothing says something about this run. */
  default boolean single() {
    return this instanceof Single;
  }

  /** The newest workflow runs: what it shows is listed, and needs no call of its own. */
  record FirstPage(RemoteCall call) implements Look {}

  /**
   * A page of the workflow runs that were created in a window, the newest first.
   *
   * @param known what it showed before; null when that is not known
   */
  record FurtherPage(Window window, int page, KnownPages.Page known, RemoteCall call)
      implements Look {}

  /** The workflow run of one run. */
  record Single(Run run, RemoteCall call) implements Look {}
}
