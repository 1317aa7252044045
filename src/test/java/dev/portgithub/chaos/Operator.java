package dev.portgithub.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portgithub.simulator.GithubRun;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.PortSimulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The person at Hawtio: looks at the dead letters through any instance that answers, and does what
 * their remedy says. Each replay is made twice at once, at two instances where there are two.
 */
final class Operator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LINE =
      Pattern.compile("(?m)^#(\\d+) (\\S+) (\\w+)/(\\w+) \\((run|record) ([^,]+), .*$");

  /** An effect that was late must have shown itself before a run is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private final List<Instance> instances;
  private final GithubSimulator github;
  private final PortSimulator port;

  Operator(List<Instance> instances, GithubSimulator github, PortSimulator port) {
    this.instances = instances;
    this.github = github;
    this.port = port;
  }

  private record Letter(long id, Instant parkedAt, String reason, boolean ofRun, String about) {}

  /** One look at what is parked. */
  void lookAround() {
    Optional<String> list =
        instances.stream()
            .filter(instance -> instance.isAlive() && !instance.isFrozen())
            .map(instance -> answer(instance.operate("list", 500)))
            .filter(answer -> answer != null)
            .findFirst();
    Matcher lines = LINE.matcher(list.orElse(""));
    while (lines.find()) {
      settle(
          new Letter(
              Long.parseLong(lines.group(1)),
              Instant.parse(lines.group(2)),
              lines.group(4),
              lines.group(5).equals("run"),
              lines.group(6)));
    }
  }

  private void settle(Letter letter) {
    if (!letter.ofRun()) {
      // Forged or garbage: replayed in vain, discarded, or left.
      switch ((int) (letter.id() % 3)) {
        case 0 -> operateTwice("replay", letter.id());
        case 1 -> operateTwice("discard", letter.id());
        default -> {}
      }
      return;
    }
    if (!letter.reason().equals("AMBIGUOUS") && !letter.reason().equals("NOT_FOUND")) {
      if (letter.id() % 2 == 0) {
        operateTwice("replayAll", letter.reason(), 100);
      } else {
        operateTwice("replay", letter.id());
      }
      return;
    }
    Optional<GithubRun> started =
        github.runs().stream()
            .filter(run -> letter.about().equals(run.inputs().get("port_run_id")))
            .findFirst();
    if (started.isPresent()) {
      operateTwice("adopt", letter.id(), started.get().id());
    } else if (Instant.now().isAfter(letter.parkedAt().plus(PATIENCE))) {
      if (operateTwice("discard", letter.id()) && !port.run(letter.about()).ended()) {
        port.endRun(letter.about(), "FAILURE");
      }
    }
  }

  /** True when one of the two did it. */
  private boolean operateTwice(String operation, Object... arguments) {
    List<Instance> able =
        instances.stream().filter(i -> i.isAlive() && !i.isFrozen()).limit(2).toList();
    if (able.isEmpty()) {
      return false;
    }
    Instance one = able.get(0);
    Instance other = able.get(able.size() - 1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> one.operate(operation, arguments));
    String second = other.operate(operation, arguments);
    String both = answer(first.join()) + " / " + answer(second);
    return both.contains("is discarded");
  }

  /** What the operation said, or null when nobody answered. */
  private static String answer(String statusAndBody) {
    if (!statusAndBody.startsWith("200 ")) {
      return null;
    }
    try {
      return JSON.readTree(statusAndBody.substring(4)).path("value").asText();
    } catch (IOException e) {
      return null;
    }
  }
}
