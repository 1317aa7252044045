package dev.portgithub.preflight;

import dev.portgithub.remote.RemoteRefused;

/**
 * The inputs do not fit a workflow file that was read a while ago: it has to be read again before
 * that counts. Nothing was sent.
 */
public final class FileOutdated extends RemoteRefused {
  FileOutdated() {
    super(0, "The workflow file has to be read again.", "");
  }
}
