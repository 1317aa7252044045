package dev.portgithub.simulator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A collector of OpenTelemetry that takes OTLP over HTTP in protobuf, on loopback. Reads of a span
 * what tests ask for, by the numbers of opentelemetry/proto/trace/v1/trace.proto.
 */
public final class TraceCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  /**
   * @param parent empty for the first of a trace
   */
  public record Span(
      String trace, String id, String parent, String name, Map<String, String> attributes) {}

  public TraceCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          boolean protobuf =
              "application/x-protobuf"
                  .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (protobuf) {
            read(body);
          }
          exchange.sendResponseHeaders(protobuf ? 200 : 415, -1);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans of a run, in the order in which they came. */
  public List<Span> of(String runId) {
    return spans.stream()
        .filter(span -> runId.equals(span.attributes().get("port.run_id")))
        .toList();
  }

  private void read(byte[] request) {
    for (byte[] resource : Message.of(request).all(1)) {
      for (byte[] scope : Message.of(resource).all(2)) {
        Message.of(scope).all(2).forEach(span -> spans.add(span(Message.of(span))));
      }
    }
  }

  private static Span span(Message span) {
    Map<String, String> attributes = new HashMap<>();
    for (byte[] each : span.all(9)) {
      Message attribute = Message.of(each);
      attributes.put(text(attribute.first(1)), text(Message.of(attribute.first(2)).first(1)));
    }
    HexFormat hex = HexFormat.of();
    return new Span(
        hex.formatHex(span.first(1)),
        hex.formatHex(span.first(2)),
        hex.formatHex(span.first(4)),
        text(span.first(5)),
        attributes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The parts of a message of protobuf that have a length, by their number. */
  private record Message(Map<Integer, List<byte[]>> parts) {
    static Message of(byte[] bytes) {
      Map<Integer, List<byte[]>> parts = new HashMap<>();
      ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (rest.hasRemaining()) {
        long key = varint(rest);
        switch ((int) (key & 7)) {
          case 0 -> varint(rest);
          case 1 -> rest.getLong();
          case 2 -> {
            byte[] part = new byte[(int) varint(rest)];
            rest.get(part);
            parts.computeIfAbsent((int) (key >> 3), any -> new ArrayList<>()).add(part);
          }
          case 5 -> rest.getInt();
          default -> throw new IllegalArgumentException("no protobuf");
        }
      }
      return new Message(parts);
    }

    private static long varint(ByteBuffer rest) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = rest.get();
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    List<byte[]> all(int number) {
      return parts.getOrDefault(number, List.of());
    }

    byte[] first(int number) {
      return all(number).isEmpty() ? new byte[0] : all(number).get(0);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
