package dev.portgithub.world;

import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.Ports;
import java.nio.file.Path;

/**
 * A {@link KafkaBroker} in a process of its own, which can be killed and comes back with its data.
 */
public final class BrokerProcess implements AutoCloseable {
  private final Path folder;
  private final int[] ports = {Ports.free(), Ports.free()};
  private JavaProcess process;

  /**
   * @param folder for its data and its log
   */
  public BrokerProcess(Path folder) {
    this.folder = folder;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + ports[0];
  }

  /** Returns at once; clients wait until it answers. */
  public void start() {
    process =
        JavaProcess.of(KafkaBroker.class, "-Xmx256m")
            .arguments(folder.toString(), Integer.toString(ports[0]), Integer.toString(ports[1]))
            .log(folder.resolve("broker.log"))
            .start();
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
