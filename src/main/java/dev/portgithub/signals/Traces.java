package dev.portgithub.signals;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One trace for each run, from its record to its final status in Port, whichever instances work on
 * it and however often they are started again: its context is a column of the run. Spans are made
 * when what they tell of is committed, with the times of the row, so that nothing has to be carried
 * along while a run waits.
 *
 * <p>Off until {@link #on}; then nothing is made, and the column stays empty.
 */
public final class Traces {
  /** W3C's traceparent, of which we write version 00. */
  private static final Pattern CONTEXT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private static final Set<String> ENDS_BADLY = Set.of("refused", "parked", "lost");

  private static volatile Tracer tracer;

  private Traces() {}

  /**
   * From now on spans are made.
   *
   * @param telemetry of the host, which knows where they go
   */
  public static void on(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("dev.portgithub", Version.OF_BACKEND);
  }

  public static void off() {
    tracer = null;
  }

  /** The first span of a trace; it is made when it ends, and is nothing if it never does. */
  public record Begun(Span span) {
    private static final Begun NOTHING = new Begun(Span.getInvalid());

    /** For the column of the run; null while traces are off. */
    public String context() {
      SpanContext of = span.getSpanContext();
      return of.isValid()
          ? "00-%s-%s-%s".formatted(of.getTraceId(), of.getSpanId(), of.getTraceFlags().asHex())
          : null;
    }

    public void end() {
      span.end();
    }
  }

  /**
   * A run arrives.
   *
   * @param at Kafka's time of the record; null: now
   */
  public static Begun begin(String runId, Instant at) {
    Tracer present = tracer;
    if (present == null) {
      return Begun.NOTHING;
    }
    SpanBuilder span =
        present.spanBuilder("receive").setNoParent().setAttribute("port.run_id", runId);
    if (at != null) {
      span.setStartTimestamp(at);
    }
    return new Begun(span.startSpan());
  }

  /**
   * Something that has happened to a run. Nothing while traces are off, or when its run came
   * without one.
   *
   * @param context of the run
   * @param span whose it is and what it is called
   * @param from when it began; null: not known
   * @param to when it ended; null: now
   * @param attributes names and values, in turns
   */
  public static void tell(
      String context, Name span, Instant from, Instant to, String... attributes) {
    Tracer present = tracer;
    if (present == null || context == null || from == null) {
      return;
    }
    Matcher parent = CONTEXT.matcher(context);
    if (!parent.matches()) {
      return;
    }
    SpanContext above =
        SpanContext.createFromRemoteParent(
            parent.group(1),
            parent.group(2),
            TraceFlags.fromHex(parent.group(3), 0),
            TraceState.getDefault());
    Span told =
        present
            .spanBuilder(span.name)
            .setParent(Context.root().with(Span.wrap(above)))
            .setStartTimestamp(from)
            .setAttribute("port.run_id", span.runId)
            .startSpan();
    for (int i = 0; i < attributes.length; i += 2) {
      told.setAttribute(attributes[i], attributes[i + 1]);
      if (attributes[i].equals("outcome") && ENDS_BADLY.contains(attributes[i + 1])) {
        told.setStatus(StatusCode.ERROR, attributes[i + 1]);
      }
    }
    if (to == null || to.isBefore(from)) {
      told.end();
    } else {
      told.end(to);
    }
  }

  /** Whose span it is, and what it is called. */
  public record Name(String runId, String name) {}
}
