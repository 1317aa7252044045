package dev.portgithub.github;

import dev.portgithub.remote.RemoteRefused;

/**
 * GitHub answered 404: there is no such thing, or the credential may not see it, or it was created
 * some seconds ago and GitHub does not show it yet.
 */
public final class NotShown extends RemoteRefused {
  NotShown(String message, String hint) {
    super(404, message, hint);
  }
}
