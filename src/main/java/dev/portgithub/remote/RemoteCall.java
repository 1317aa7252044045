package dev.portgithub.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * One call of Port or GitHub, for the gateway routes call-port and call-github.
 *
 * @param path below the configured base address; its segments are encoded, so that nothing from
 *     outside steers the call
 * @param query encoded, or null
 * @param json the body, or null; not printed, since inputs and secrets are in it
 * @param credential whose token the gateway adds on the wire
 * @param etag sent as If-None-Match, or null
 * @param deadline after which it must not be sent; null if it may always be sent
 * @param address where it is sent instead of the configured base address; null but for GraphQL
 * @param need who needs it
 */
public record RemoteCall(
    String method,
    String path,
    String query,
    String json,
    String credential,
    String etag,
    Deadline deadline,
    String address,
    Need need) {

  /** How much depends on a call. */
  public enum Need {
    /** A dispatch does: what is kept for dispatches is kept for it too. */
    DISPATCH,
    /** The end of a run does. */
    USUAL,
    /**
     * Nothing but a hint, or a text for people. It may need a permission that nothing else needs.
     */
    ASIDE
  }

  public static RemoteCall get(String path, String credential) {
    return new RemoteCall("GET", path, null, null, credential, null, null, null, Need.USUAL);
  }

  public static RemoteCall post(String path, String credential) {
    return new RemoteCall("POST", path, null, null, credential, null, null, null, Need.USUAL);
  }

  public static RemoteCall patch(String path, String credential) {
    return new RemoteCall("PATCH", path, null, null, credential, null, null, null, Need.USUAL);
  }

  /**
   * A query in GraphQL, which changes nothing.
   *
   * @param address below which GraphQL is, on the configured host
   */
  public static RemoteCall graphql(String address, String credential) {
    return new RemoteCall(
        "POST", "/graphql", null, null, credential, null, null, address, Need.ASIDE);
  }

  public RemoteCall withJson(String body) {
    return new RemoteCall(method, path, query, body, credential, etag, deadline, address, need);
  }

  public RemoteCall withQuery(String encoded) {
    return new RemoteCall(method, path, encoded, json, credential, etag, deadline, address, need);
  }

  public RemoteCall ifNoneMatch(String knownEtag) {
    return new RemoteCall(
        method, path, query, json, credential, knownEtag, deadline, address, need);
  }

  /** The same call, as one that a dispatch needs. */
  public RemoteCall needed() {
    return with(Need.DISPATCH);
  }

  /** The same call, as one on which nothing depends. */
  public RemoteCall aside() {
    return with(Need.ASIDE);
  }

  private RemoteCall with(Need other) {
    return new RemoteCall(method, path, query, json, credential, etag, deadline, address, other);
  }

  /** The same call, which is not sent any more after this time. */
  public RemoteCall notAfter(Instant latest, Clock clock) {
    return new RemoteCall(
        method,
        path,
        query,
        json,
        credential,
        etag,
        new Deadline(latest, clock),
        address,
        Need.DISPATCH);
  }

  /** The instant after which a call must not be sent, by this clock. */
  public record Deadline(Instant latest, Clock clock) {
    boolean passed() {
      return Instant.now(clock).isAfter(latest);
    }
  }

  public boolean forDispatch() {
    return need == Need.DISPATCH;
  }

  /** Does its refusal say nothing about other calls? */
  public boolean isAside() {
    return need == Need.ASIDE;
  }

  /** Is its answer the address of a file, on a host to which no token may go? */
  public boolean isForAddress() {
    return Wire.isForAddress(path);
  }

  /** Is it a query in GraphQL? */
  public boolean isGraphql() {
    return address != null;
  }

  /** Whose limits it counts against: GraphQL has some of its own. */
  public String budget() {
    return isGraphql() ? "graphql:" + credential : credential;
  }

  /** Is it safe to send again when no answer came? */
  public boolean repeatable() {
    return !"POST".equals(method) || isGraphql();
  }

  /**
   * The body as it goes over the wire, or null. It does not print its content in traces.
   *
   * <p>A call with a deadline reads the clock when its body is asked for: by then the connection is
   * made, and what remains is the sending itself. A request without its body is not one, so a call
   * that is too late does nothing, and ends in {@link NotSent}.
   */
  public HttpEntity entity() {
    if (json == null) {
      return null;
    }
    HttpEntity body = new StringEntity(json, ContentType.APPLICATION_JSON);
    if (deadline == null) {
      return body;
    }
    return new HttpEntityWrapper(body) {
      @Override
      public void writeTo(OutputStream wire) throws IOException {
        if (deadline.passed()) {
          throw new NotSent(RemoteCall.this);
        }
        super.writeTo(wire);
      }
    };
  }

  /** Nothing was sent: the call had waited too long. */
  public static final class NotSent extends IOException {
    NotSent(RemoteCall call) {
      super(call + " was not sent: it had waited too long");
    }
  }

  /** Joins segments to a path, each encoded. */
  public static String pathOf(Object... segments) {
    StringBuilder path = new StringBuilder();
    for (Object segment : segments) {
      if (segment.toString().matches("\\.{0,2}")) {
        throw new IllegalArgumentException("A path segment must not be empty, . or ..");
      }
      path.append('/').append(encode(segment.toString()));
    }
    return path.toString();
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return method + " " + path + (query == null ? "" : "?" + query);
  }
}
