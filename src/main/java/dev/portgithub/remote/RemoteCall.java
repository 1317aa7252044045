package dev.portgithub.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
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
 */
public record RemoteCall(
    String method, String path, String query, String json, String credential, String etag) {

  public static RemoteCall get(String path, String credential) {
    return new RemoteCall("GET", path, null, null, credential, null);
  }

  public static RemoteCall post(String path, String json, String credential) {
    return new RemoteCall("POST", path, null, json, credential, null);
  }

  public static RemoteCall patch(String path, String json, String credential) {
    return new RemoteCall("PATCH", path, null, json, credential, null);
  }

  public RemoteCall withQuery(String encoded) {
    return new RemoteCall(method, path, encoded, json, credential, etag);
  }

  public RemoteCall ifNoneMatch(String knownEtag) {
    return new RemoteCall(method, path, query, json, credential, knownEtag);
  }

  /** Is it safe to send again when no answer came? */
  public boolean repeatable() {
    return !"POST".equals(method);
  }

  /** The body as it goes over the wire, or null. An entity does not print its content in traces. */
  public HttpEntity entity() {
    return json == null ? null : new StringEntity(json, ContentType.APPLICATION_JSON);
  }

  /** Joins segments to a path, each encoded. */
  public static String pathOf(Object... segments) {
    StringBuilder path = new StringBuilder();
    for (Object segment : segments) {
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
