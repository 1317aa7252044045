package dev.portgithub.world;

import dev.portgithub.host.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that a test starts, and that can be killed as the kernel or an operator would. It
 * writes to one log file, and never outlives the JVM that started it.
 */
public final class JavaProcess implements AutoCloseable {
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    ALIVE.add(process);
    process.onExit().thenRun(() -> ALIVE.remove(process));
  }

  /**
   * What {@code java} is given.
   *
   * @param arguments options and then a jar or a class with its arguments
   */
  public static Builder of(List<String> arguments) {
    return new Builder(arguments);
  }

  /**
   * A script that becomes the Java process which it starts.
   *
   * @param arguments its path, and what it is given
   */
  public static Builder ofScript(String... arguments) {
    Builder script = new Builder(List.of(arguments));
    script.command.remove(0);
    return script.environment(Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  /**
   * A class of this build, on the class path of the tests.
   *
   * @param type with a main method
   * @param options of the JVM
   */
  public static Builder of(Class<?> type, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    // Starts sooner; none lives long enough for the second compiler.
    arguments.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    String here = System.getProperty("java.class.path");
    arguments.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", here)));
    arguments.add(type.getName());
    return new Builder(arguments);
  }

  /** The backend of this build; its log is a temporary file. */
  public static JavaProcess backend(Map<String, String> settings) {
    Builder backend = of(Application.class).arguments(BackendSettings.asArguments(settings));
    try {
      Path log = Files.createTempFile("backend", ".log");
      log.toFile().deleteOnExit();
      return backend.log(log).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Only once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** True when the process has ended within the time. */
  public boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** SIGKILL: nothing is finished, flushed or closed. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM, as a platform or Ctrl+C stops it; does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** Stops it as an operator does; by force when that takes too long. */
  public void terminate(Duration patience) {
    terminate();
    if (!awaitEnd(patience)) {
      kill();
    }
  }

  /** SIGSTOP; false when it could not be sent. */
  public boolean freeze() {
    return signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private boolean signal(String name) {
    try {
      return new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What it has written so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  /** Kills it. */
  @Override
  public void close() {
    kill();
  }

  /** How a process is started. */
  public static final class Builder {
    private final List<String> command = new ArrayList<>();
    private final ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    private Path log;

    private Builder(List<String> arguments) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(arguments);
    }

    public Builder arguments(String... more) {
      command.addAll(List.of(more));
      return this;
    }

    /** The working directory; this JVM's when none is named. */
    public Builder folder(Path folder) {
      process.directory(folder.toFile());
      return this;
    }

    /** Variables besides those of this JVM. */
    public Builder environment(Map<String, String> variables) {
      process.environment().putAll(variables);
      return this;
    }

    /** Takes away variables of this JVM. */
    public Builder withoutEnvironment(String names) {
      process.environment().keySet().removeIf(name -> name.matches(names));
      return this;
    }

    /** Where it writes to; what another has written there before stays. */
    public Builder log(Path file) {
      log = file;
      return this;
    }

    public JavaProcess start() {
      try {
        return new JavaProcess(
            process.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start(), log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
