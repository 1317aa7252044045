package dev.portgithub.failpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Named instants of the backend at which its process is killed (SIGKILL) or frozen (SIGSTOP).
 *
 * <p>Every step of the routes has an id, so the instants need no code in the product: {@code
 * write-intent:before}, {@code write-intent:after}, and around the commits within a step {@code
 * write-intent:before-commit} and {@code :after-commit}. Only test code puts this class beside the
 * packaged jar, see chaos/BackendJar.
 *
 * <p>Set by system properties: {@code failpoint.at} (instants, of which the first one that is
 * passed acts), {@code failpoint.pass} (the how manyth pass), {@code failpoint.signal} (KILL or
 * STOP), {@code failpoint.trace} (a file that gets each instant at its first pass, and the one that
 * acts).
 */
public final class FailPoints implements InterceptStrategy {
  private static final Set<String> AT = Set.of(System.getProperty("failpoint.at", "").split(","));
  private static final int PASS = Integer.getInteger("failpoint.pass", 1);
  private static final String SIGNAL = System.getProperty("failpoint.signal", "KILL");
  private static final Path TRACE = trace();

  private static final AtomicInteger PASSED = new AtomicInteger();
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  private static final ThreadLocal<String> STEP = new ThreadLocal<>();

  private static Path trace() {
    String file = System.getProperty("failpoint.trace");
    return file == null ? null : Path.of(file);
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    return definition.getId() == null
        ? target
        : new Step(definition.getId(), AsyncProcessorConverterHelper.convert(target));
  }

  private static final class Step extends DelegateAsyncProcessor {
    private final String id;

    Step(String id, AsyncProcessor target) {
      super(target);
      this.id = id;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      String outer = STEP.get();
      at(id + ":before");
      STEP.set(id);
      try {
        return super.process(
            exchange,
            sync -> {
              at(id + ":after");
              callback.done(sync);
            });
      } finally {
        STEP.set(outer);
      }
    }
  }

  /** Around a commit of the store, in whatever step the thread is. */
  static void commit(String when) {
    String step = STEP.get();
    if (step != null) {
      at(step + ":" + when + "-commit");
    }
  }

  private static void at(String instant) {
    if (SEEN.add(instant)) {
      write("passed " + instant);
    }
    if (AT.contains(instant) && PASSED.incrementAndGet() == PASS) {
      write(SIGNAL + " " + instant);
      signal();
    }
  }

  private static void signal() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      // Returns when a stopped process is let go on; a killed one never returns.
      new ProcessBuilder("kill", "-" + SIGNAL, pid).start().waitFor();
      if (SIGNAL.equals("KILL")) {
        new CountDownLatch(1).await();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(String line) {
    if (TRACE == null) {
      return;
    }
    try {
      Files.writeString(TRACE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
