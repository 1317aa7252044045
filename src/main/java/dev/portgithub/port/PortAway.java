package dev.portgithub.port;

import dev.portgithub.remote.RemoteBusy;
import java.time.Instant;

/** Port takes no calls now, whichever run they are about: all of them wait. */
public final class PortAway extends RemoteBusy {
  PortAway(String message, Instant until) {
    super(message, until);
  }
}
