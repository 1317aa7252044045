package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The webhooks of a simulated GitHub: workflow_run and workflow_job, signed, to one address. As the
 * real ones they are sent once, in no order that one may rely on, and given up after ten seconds. A
 * delivery can be lost, doubled, forged or late.
 */
public final class GithubWebhooks {
  /** What goes wrong with a delivery. */
  public enum Trouble {
    /** It never leaves. */
    LOST,
    /** It comes twice, under the same number. */
    DOUBLED,
    /** Another signature than the secret gives; whoever sent it does not know it. */
    FORGED,
    /** It comes after the ones that follow it. */
    LATE
  }

  /**
   * One request that was made.
   *
   * @param status of the answer; 0 when there was none
   */
  public record Delivery(
      String guid, String event, String action, long runId, int status, Duration took) {}

  /** What a delivery is before it is sent. */
  private record Message(String guid, String event, String action, long runId, byte[] body) {}

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LATE_BY = Duration.ofSeconds(2);

  private final HttpClient http;
  private final Deque<Trouble> next = new ArrayDeque<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private List<URI> addresses = List.of();
  private int turn;
  private String secret;
  private Random chance;
  private double share;

  GithubWebhooks() {
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(4, SimulatorServer.daemons("github-webhooks")))
            .build();
  }

  /** Sets the webhook up, or another one in its place; GitHub sends a ping at once. */
  public void sendTo(String url, String secret) {
    sendTo(List.of(url), secret);
  }

  /** The same with a load balancer before several addresses, which it does not look at. */
  public void sendTo(List<String> urls, String secret) {
    synchronized (this) {
      this.addresses = urls.stream().map(URI::create).toList();
      this.secret = secret;
    }
    ObjectNode ping = GithubJson.object();
    ping.put("zen", "Keep it logically awesome.");
    ping.put("hook_id", 109948940);
    ping.putObject("hook").put("type", "Organization").put("id", 109948940).put("active", true);
    send(new Message(UUID.randomUUID().toString(), "ping", "", 0, bytes(ping)), Duration.ZERO);
  }

  /** Deletes it: nothing is sent any more. */
  public synchronized void stop() {
    addresses = List.of();
  }

  /** What goes wrong with the next ones, in this order. */
  public synchronized void next(Trouble... troubles) {
    next.addAll(List.of(troubles));
  }

  /** Something goes wrong with this share of all that follow. */
  public synchronized void unreliable(Random random, double shareOfAll) {
    chance = random;
    share = shareOfAll;
  }

  /** Every request that was made and has ended. */
  public List<Delivery> deliveries() {
    synchronized (deliveries) {
      return List.copyOf(deliveries);
    }
  }

  /** A webhook about a run; {@code payload} has all but the action. */
  void send(String event, String action, long runId, ObjectNode payload) {
    Trouble trouble;
    synchronized (this) {
      if (addresses.isEmpty()) {
        return;
      }
      trouble = trouble();
    }
    Message message =
        new Message(
            UUID.randomUUID().toString(),
            event,
            action,
            runId,
            bytes(payload.put("action", action)));
    if (trouble == Trouble.LOST) {
      return;
    }
    send(message, trouble == Trouble.LATE ? LATE_BY : Duration.ZERO, trouble == Trouble.FORGED);
    if (trouble == Trouble.DOUBLED) {
      send(message, Duration.ZERO);
    }
  }

  private Trouble trouble() {
    if (!next.isEmpty()) {
      return next.poll();
    }
    boolean bad = chance != null && chance.nextDouble() < share;
    return bad ? Trouble.values()[chance.nextInt(Trouble.values().length)] : null;
  }

  private void send(Message message, Duration after) {
    send(message, after, false);
  }

  private void send(Message message, Duration after, boolean forged) {
    URI to;
    String with;
    synchronized (this) {
      to = addresses.isEmpty() ? null : addresses.get(turn++ % addresses.size());
      with = forged ? "not " + secret : secret;
    }
    if (to == null) {
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "GitHub-Hookshot/5f3a1b2")
            .header("X-GitHub-Delivery", message.guid)
            .header("X-GitHub-Event", message.event)
            .header("X-GitHub-Hook-ID", "109948940")
            .header("X-Hub-Signature-256", signature(message.body, with))
            .POST(BodyPublishers.ofByteArray(message.body))
            .build();
    Executor when =
        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    when.execute(() -> send(message, request));
  }

  private void send(Message message, HttpRequest request) {
    long start = System.nanoTime();
    http.sendAsync(request, BodyHandlers.discarding())
        .whenComplete(
            (answer, failure) -> {
              Duration took = Duration.ofNanos(System.nanoTime() - start);
              int status = answer == null ? 0 : answer.statusCode();
              synchronized (deliveries) {
                deliveries.add(
                    new Delivery(
                        message.guid, message.event, message.action, message.runId, status, took));
              }
            });
  }

  private static byte[] bytes(ObjectNode payload) {
    return payload.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Written anew here, and not with the code that is to be tested. */
  static String signature(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
