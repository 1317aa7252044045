package dev.portgithub.preflight;

import dev.portgithub.remote.RemoteRefused;

/**
 * A run does not fit what was read a while ago, a workflow file or the list of workflows: that has
 * to be read again before it counts. Nothing was sent.
 */
public final class FileOutdated extends RemoteRefused {
  public FileOutdated(String what) {
    super(0, what + " has to be read again.", "");
  }
}
