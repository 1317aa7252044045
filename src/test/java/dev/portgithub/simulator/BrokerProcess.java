package dev.portgithub.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * The same broker as {@link KafkaBroker} in a process of its own, which can be killed and comes
 * back with its data. What it has acknowledged is with the operating system, and survives the kill.
 */
public final class BrokerProcess implements AutoCloseable {
  private final Path directory;
  private final int[] ports = {Ports.free(), Ports.free()};
  private Process process;

  /**
   * @param directory for its data and its log
   */
  public BrokerProcess(Path directory) {
    this.directory = directory;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + ports[0];
  }

  /** Returns at once; clients wait until it answers. */
  public void start() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerProcess.class.getName(),
            directory.toString(),
            Integer.toString(ports[0]),
            Integer.toString(ports[1]));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** Arguments: directory, port, port of the controller. */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    Properties properties =
        KafkaBroker.properties(
            directory, Integer.parseInt(args[1]), Integer.parseInt(args[2]), null, null);
    if (!Files.exists(directory.resolve("data"))) {
      KafkaBroker.format(directory, properties, null, null);
    }
    new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM).startup();
  }
}
