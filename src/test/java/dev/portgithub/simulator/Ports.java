package dev.portgithub.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are killed and come back at the same one. They lie below those that the
 * system gives to outgoing connections, one of which could take the port of a server meanwhile.
 */
public final class Ports {
  private static final int FROM = 15_000;
  private static final int TO = 30_000;

  private Ports() {}

  /** A port of 127.0.0.1 that nobody listens at now. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
  }
}
