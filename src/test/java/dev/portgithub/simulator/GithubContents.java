package dev.portgithub.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Shows files in the folder of workflows, as GitHub's contents endpoint does. */
final class GithubContents {
  /** Larger files come without their content. */
  private static final int LARGEST = 1024 * 1024;

  private final String base;
  private final GithubRepository repository;

  GithubContents(String base, GithubRepository repository) {
    this.base = base;
    this.repository = repository;
  }

  /** By its name only: a workflow's number is none. */
  Answer file(String name, Request request) {
    String ref = request.param("ref").orElse(repository.defaultBranch());
    String branch = LiveGithubRun.branchOf(ref);
    if (!repository.hasBranch(branch) && !repository.hasTag(branch)) {
      throw GithubErrors.refused(404, "No commit found for the ref " + ref);
    }
    GithubWorkflow content =
        repository.workflows().stream()
            .filter(workflow -> workflow.file().equals(name))
            .map(workflow -> workflow.contentAt(branch))
            .filter(workflow -> !workflow.isAbsent())
            .findFirst()
            .orElseThrow(GithubErrors::notFound);
    byte[] bytes = content.yaml().getBytes(StandardCharsets.UTF_8);
    String accept = request.header("accept");
    if (accept != null && accept.contains(".raw")) {
      return Answer.of(200, "application/vnd.github.raw+json; charset=utf-8", content.yaml());
    }
    String path = ".github/workflows/" + name;
    boolean small = bytes.length <= LARGEST;
    ObjectNode body = GithubJson.object();
    body.put("name", name);
    body.put("path", path);
    body.put("sha", blob(bytes));
    body.put("size", bytes.length);
    body.put(
        "url", base + "/repos/" + repository.fullName() + "/contents/" + path + "?ref=" + branch);
    body.put("html_url", base + "/" + repository.fullName() + "/blob/" + branch + "/" + path);
    body.put("type", "file");
    body.put("content", small ? base64(bytes) : "");
    body.put("encoding", small ? "base64" : "none");
    return Answer.json(200, body);
  }

  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(bytes) + "\n";
  }

  /** As git names it. */
  private static String blob(byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
