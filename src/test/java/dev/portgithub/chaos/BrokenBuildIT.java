package dev.portgithub.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that are broken on purpose: a checker that is content with them is worth nothing. */
@Tag("long")
class BrokenBuildIT {
  @TempDir Path home;

  private ChaosReport runBroken(long seed, Consumer<ChaosRun> trigger) throws Exception {
    ChaosPlan plan = new ChaosPlan(seed, 200, 6, 3, true, home);
    try (ChaosRun run = new ChaosRun(plan, BackendJar.get())) {
      trigger.accept(run);
      ChaosReport report = run.run();
      System.out.println(report.text());
      return report;
    }
  }

  private void copy(String folder) throws IOException {
    Path from = Path.of(folder);
    Files.createDirectories(home.resolve(folder));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(folder).resolve(file.getFileName()));
      }
    }
  }

  private void edit(String file, String... textsAndReplacements) throws IOException {
    Path path = home.resolve("routes").resolve(file);
    String text = Files.readString(path);
    for (int i = 0; i < textsAndReplacements.length; i += 2) {
      assertThat(text).contains(textsAndReplacements[i]);
      text = text.replace(textsAndReplacements[i], textsAndReplacements[i + 1]);
    }
    Files.writeString(path, text);
  }

  @Test
  void an_intent_that_is_written_after_the_call_is_noticed() throws Exception {
    copy("routes");
    copy("config");
    edit(
        "01-beans.camel.yaml",
        "    # Dispatch\n",
        "    - { name: broken, type: dev.portgithub.failpoint.IntentAfterCall }\n");
    edit(
        "30-dispatch.camel.yaml",
        "- bean: { id: write-intent, ref: dispatches, method: \"intend(${variable.run})\" }",
        "- bean: { id: pretend, ref: broken, method: \"pretend(${variable.run})\" }",
        "- setVariable: { id: keep-intent, name: run, simple:",
        "- setVariable: { id: keep-intent, name: pretended, simple:",
        "make(${variable.run})",
        "make(${variable.pretended})",
        "- to: { id: to-call-once, uri: \"direct:call-once\" }",
        "- to: { id: to-call-once, uri: \"direct:call-github\" }\n"
            + "        - setVariable: { id: keep-late, name: late, simple: { expression: \"${body}\" } }\n"
            + "        - bean: { id: write-intent, ref: dispatches, method: \"intend(${variable.run})\" }\n"
            + "        - setVariable: { id: keep-run-late, name: run, simple: { expression: \"${body}\" } }\n"
            + "        - setBody: { id: answer-again, simple: { expression: \"${variable.late}\" } }");

    assertThat(runBroken(7_001, run -> run.dieAt("write-intent:before")).violations())
        .anyMatch(found -> found.startsWith("TWICE"));
  }

  @Test
  void a_dispatch_that_is_blindly_repeated_is_noticed() throws Exception {
    copy("routes");
    copy("config");
    edit(
        "00-policies.camel.yaml",
        "method: \"lost(${variable.run}, ${exception})\"",
        "method: \"askWithoutRunDetails(${variable.run})\"",
        "method: \"connectionFailed(${variable.run}, ${exception})\"",
        "method: \"askWithoutRunDetails(${variable.run})\"");

    assertThat(runBroken(7_002, run -> run.loseAnswers(10)).violations())
        .anyMatch(found -> found.startsWith("TWICE"));
  }

  @Test
  void a_search_whose_endings_are_mixed_up_is_noticed() throws Exception {
    copy("routes");
    copy("config");
    edit(
        "35-locate.camel.yaml",
        "method: \"adopt(${variable.run}, ${variable.finding})\"",
        "method: \"dispatchAgain(${variable.run})\"");

    assertThat(runBroken(7_004, run -> run.loseAnswers(10)).violations())
        .anyMatch(found -> found.startsWith("TWICE"));
  }

  @Test
  void offsets_that_move_before_the_records_are_stored_are_noticed() throws Exception {
    copy("routes");
    copy("config");
    edit(
        "10-receive.camel.yaml",
        "- bean: { id: store-outcomes, ref: intake, method: \"store(${variable.batch.size}, ${body})\" }",
        "- bean: { id: commit-early, ref: recordBatch, method: \"commit(${variable.batch})\" }\n"
            + "        - bean: { id: store-outcomes, ref: intake, method: \"store(${variable.batch.size}, ${body})\" }");

    assertThat(runBroken(7_003, run -> run.dieAt("store-outcomes:before")).violations())
        .anyMatch(found -> found.startsWith("LOST"));
  }
}
