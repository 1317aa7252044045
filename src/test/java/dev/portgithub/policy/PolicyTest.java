package dev.portgithub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.simulator.TestClock;
import dev.portgithub.validate.InvalidInvocation;
import dev.portgithub.validate.Invocation;
import dev.portgithub.validate.JsonRecord;
import dev.portgithub.validate.MessageReader;
import dev.portgithub.world.LogLines;
import dev.portgithub.world.TestBackend;
import dev.portgithub.world.TestRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy in a file, which an operator edits while the backend runs. */
class PolicyTest {
  private static final Invocation RUN = TestRun.of("r_1").accepted().invocation();
  private static final JsonRecord MESSAGE =
      new MessageReader(10_000)
          .read(
              "{\"trigger\":{\"by\":{\"userId\":\"auth0|7\",\"user\":{\"email\":\"ann@acme.example\"}}}}"
                  .getBytes(StandardCharsets.UTF_8));

  private final TestClock clock = new TestClock(TestBackend.START);
  private int changes;
  private Path file;

  @BeforeEach
  void place(@TempDir Path folder) {
    file = folder.resolve("policy.yaml");
  }

  @Test
  void without_a_file_everything_is_allowed() {
    assertThat(new Policy(clock, " ").check(MESSAGE, RUN)).isEqualTo(RUN);
  }

  @Test
  void a_refusal_names_the_rule_and_its_reason() throws IOException {
    write("rules: [{name: not by Ann, effect: deny, user: ann@*, reason: She is on leave.}]");

    assertThatThrownBy(() -> new Policy(clock, file.toString()).check(MESSAGE, RUN))
        .isInstanceOfSatisfying(
            InvalidInvocation.class,
            refusal -> assertThat(refusal.why().code()).isEqualTo("POLICY"))
        .hasMessageContainingAll("\"not by Ann\"", "She is on leave.");
  }

  @Test
  void the_id_of_a_user_counts_like_the_address() throws IOException {
    write("rules: [{name: r, effect: deny, user: 'auth0|*'}]");

    assertThatThrownBy(() -> new Policy(clock, file.toString()).check(MESSAGE, RUN))
        .isInstanceOf(InvalidInvocation.class);
  }

  @Test
  void a_workflow_that_is_named_by_its_number_may_be_any_file() throws IOException {
    write("rules: [{name: r, effect: deny, workflow: prod.yml}]");
    Policy policy = new Policy(clock, file.toString());

    assertThatCode(() -> policy.check(MESSAGE, RUN)).doesNotThrowAnyException();
    Invocation byNumber = TestRun.of("r_1").workflow("4711").accepted().invocation();
    assertThatThrownBy(() -> policy.check(MESSAGE, byNumber)).isInstanceOf(InvalidInvocation.class);
  }

  @Test
  void a_changed_file_holds_within_seconds() throws IOException {
    write("rules: [{name: r, effect: deny}]");
    Policy policy = new Policy(clock, file.toString());
    write("rules: [{name: r, effect: allow}]");
    clock.tick(Duration.ofSeconds(2));

    assertThat(policy.check(MESSAGE, RUN)).isEqualTo(RUN);
  }

  @Test
  void a_mistake_in_a_changed_file_is_told_once_and_the_rules_before_it_hold() throws IOException {
    write("rules: [{name: r, effect: deny}]");
    Policy policy = new Policy(clock, file.toString());
    try (LogLines log = new LogLines(Policy.class)) {
      write("rules: [{name: r, effect: dney}]");
      for (int look = 0; look < 3; look++) {
        clock.tick(Duration.ofSeconds(2));
        assertThatThrownBy(() -> policy.check(MESSAGE, RUN)).isInstanceOf(InvalidInvocation.class);
      }
      Files.delete(file);
      for (int look = 0; look < 3; look++) {
        clock.tick(Duration.ofSeconds(2));
        assertThatThrownBy(() -> policy.check(MESSAGE, RUN)).isInstanceOf(InvalidInvocation.class);
      }
      assertThat(log.lines()).hasSize(2).allMatch(line -> line.startsWith("ERROR "));
      assertThat(log.lines().get(0)).contains("rule 1 (r)", "not dney", "go on to hold");
      assertThat(policy.problem()).contains("cannot be read");
    }
    write("rules: []");
    clock.tick(Duration.ofSeconds(2));
    assertThat(policy.check(MESSAGE, RUN)).isEqualTo(RUN);
    assertThat(policy.problem()).isNull();
  }

  @Test
  void a_file_that_is_missing_or_wrong_stops_the_start() throws IOException {
    assertThatThrownBy(() -> new Policy(clock, file.toString()))
        .hasMessageContainingAll("policy.file cannot be read", "policy.yaml");
    write("rules: [{name: r}]");
    assertThatThrownBy(() -> new Policy(clock, file.toString()))
        .hasMessageContainingAll("policy.file", "rule 1 (r)", "allow or deny");
  }

  @Test
  void an_operator_reads_the_rules_and_tries_them() throws IOException {
    write("{default: deny, rules: [{name: ours, effect: allow, organisation: acme-inc}]}");
    Policy policy = new Policy(clock, file.toString());

    assertThat(policy.lines())
        .containsExactly("ours: allow; organisation: acme-inc", "otherwise: deny");
    assertThat(policy.explain("organisation=acme-inc ref=main")).isEqualTo("Allowed: rule ours");
    assertThat(policy.explain("organisation=other")).isEqualTo("Denied: no rule applies");
    assertThat(policy.explain("repo=infra")).startsWith("Write name=value");
    assertThat(policy.explain(null)).startsWith("Write name=value");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    // Two changes within a tick of the file system's clock.
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++changes));
  }
}
