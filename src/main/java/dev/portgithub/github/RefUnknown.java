package dev.portgithub.github;

import dev.portgithub.remote.RemoteRefused;

/** GitHub refused a dispatch because it does not know the branch or tag. */
public final class RefUnknown extends RemoteRefused {
  RefUnknown(int status, String message, String hint) {
    super(status, message, hint);
  }
}
