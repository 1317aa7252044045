package dev.portgithub.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The artifacts of workflow runs, one each, and the storage that gives them. */
final class GithubArtifacts {
  static final String STORAGE = "/_storage/";

  private final Map<Long, Artifact> artifacts = new ConcurrentHashMap<>();

  /**
   * @param size as the API tells it
   */
  record Artifact(String name, byte[] zip, long size) {}

  void put(long runId, Artifact artifact) {
    artifacts.put(runId, artifact);
  }

  /** Null when it has none. */
  Artifact of(long runId) {
    return artifacts.get(runId);
  }

  /** As the storage does: a signature is in the address, and no token is taken. */
  Answer give(Request request) {
    if (request.header("authorization") != null) {
      return Answer.of(400, "text/plain", "InvalidAuthenticationInfo");
    }
    Artifact artifact = of(Long.parseLong(request.path().substring(STORAGE.length())));
    return artifact == null
        ? Answer.empty(404)
        : new Answer(200, Map.of("Content-Type", "application/zip"), artifact.zip());
  }
}
