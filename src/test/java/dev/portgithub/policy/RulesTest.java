package dev.portgithub.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.policy.Rules.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first rule that applies decides, and what is not known counts against the run. */
class RulesTest {
  private static final Instant NOW = Instant.parse("2026-11-27T15:30:00Z");
  private static final Request RUN =
      request("acme-inc", "infra", "deploy.yml", "main", "deploy", "ann@acme.example");

  @Test
  void without_rules_everything_is_allowed() {
    assertThat(Rules.NONE.decide(RUN, NOW).allowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          organisation: ACME-inc        ~ true
          organisation: acme            ~ false
          repository: "inf*"            ~ true
          repository: "in?ra"           ~ true
          repository: "in.ra"           ~ false
          workflow: deploy.yml          ~ true
          workflow: Deploy.yml          ~ false
          workflow: [test.yml, dep*yml] ~ true
          ref: main                     ~ true
          ref: "release/*"              ~ false
          action: deploy                ~ true
          user: "*@ACME.example"        ~ true
          user: "auth0|7"               ~ false
          """)
  void a_rule_applies_where_all_that_it_names_match(String member, boolean applies) {
    Rules rules = rules("{name: r, effect: deny, " + member + "}");

    assertThat(rules.decide(RUN, NOW).allowed()).isEqualTo(!applies);
  }

  @Test
  void the_first_that_applies_decides() {
    Rules rules =
        rules(
            "{name: a, effect: allow, user: ann@*}, {name: b, effect: deny, ref: main},"
                + " {name: c, effect: allow}");

    assertThat(rules.decide(RUN, NOW)).extracting(d -> d.rule().name()).isEqualTo("a");
    Decision other =
        rules.decide(request("acme-inc", "infra", "deploy.yml", "main", "deploy", "bob@x"), NOW);
    assertThat(other.allowed()).isFalse();
    assertThat(other.rule().name()).isEqualTo("b");
  }

  @Test
  void what_is_not_known_is_denied_by_a_rule_that_might_apply() {
    Request unknown =
        new Request(List.of("o"), List.of("r"), List.of(), List.of(), List.of("a"), List.of());

    for (String member : List.of("workflow: prod.yml", "ref: main", "user: bob")) {
      assertThat(rules("{name: r, effect: deny, " + member + "}").decide(unknown, NOW).allowed())
          .as(member)
          .isFalse();
      assertThat(
              PolicyFile.read("{default: deny, rules: [{name: r, effect: allow, " + member + "}]}")
                  .decide(unknown, NOW)
                  .allowed())
          .as(member)
          .isFalse();
    }
  }

  @Test
  void a_run_without_a_ref_is_at_one_of_the_default_branches() {
    Request run =
        new Request(List.of("o"), List.of("r"), List.of("w.yml"), List.of(), List.of(), List.of());
    String branches = "default-branches: [main, master]";

    assertThat(decide(run, branches, "deny", "deny", "release/*")).isFalse();
    assertThat(decide(run, branches, "allow", "deny", "release/*")).isTrue();
    assertThat(decide(run, branches, "allow", "deny", "main")).isFalse();
    assertThat(decide(run, branches, "deny", "allow", "main")).as("it may be master").isFalse();
    assertThat(decide(run, branches, "deny", "allow", "ma*")).isTrue();
  }

  private static boolean decide(
      Request run, String branches, String otherwise, String effect, String ref) {
    return PolicyFile.read(
            "{%s, default: %s, rules: [{name: r, effect: %s, ref: '%s'}]}"
                .formatted(branches, otherwise, effect, ref))
        .decide(run, NOW)
        .allowed();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {from: '2026-11-27T15:30:00Z'}                              | true
          {until: '2026-11-27T15:30:00Z'}                             | false
          {from: '2026-11-27T16:31:00+01:00'}                         | false
          {days: [fri]}                                               | true
          {days: [sat, sun]}                                          | false
          {days: [fri], hours: '16:00-24:00', zone: Europe/Berlin}    | true
          {days: [fri], hours: '16:00-24:00'}                         | false
          {days: [thu], hours: '16:00-15:31'}                         | true
          {days: [thu], hours: '16:00-15:30'}                         | false
          {hours: '15:30-15:30'}                                      | true
          """)
  void a_rule_holds_in_its_windows_only(String window, boolean holds) {
    Rules rules = rules("{name: freeze, effect: deny, during: [" + window + "]}");

    assertThat(rules.decide(RUN, NOW).allowed()).isEqualTo(!holds);
  }

  /** 20,000 policies and runs by chance, against the same decision written in another way. */
  @Test
  void nothing_that_a_rule_denies_is_ever_allowed() {
    Random random = new Random(20261128);
    String[] words = {"a", "ab", "b", "ba", "abc"};
    String[] globs = {"*", "a", "a*", "*b", "?", "a?", "b*a", "abc"};
    int denied = 0;
    for (int round = 0; round < 20_000; round++) {
      List<String[]> asked = new ArrayList<>();
      StringBuilder yaml = new StringBuilder("{default: " + effect(random) + ", rules: [");
      for (int rule = random.nextInt(5); rule >= 0; rule--) {
        String[] parts = {
          effect(random), pick(random, globs), pick(random, globs), pick(random, globs)
        };
        asked.add(parts);
        yaml.append(
            "{name: 'r%d', effect: %s, repository: '%s', ref: '%s', user: '%s'},"
                .formatted(rule, parts[0], parts[1], parts[2], parts[3]));
      }
      String text = yaml + "]}";
      String repository = pick(random, words);
      String ref = pick(random, words);
      String user = pick(random, words);
      Decision decision =
          PolicyFile.read(text).decide(request("o", repository, "w.yml", ref, "x", user), NOW);
      String expected = text.startsWith("{default: deny") ? "deny" : "allow";
      for (int rule = asked.size() - 1; rule >= 0; rule--) {
        String[] parts = asked.get(rule);
        if (like(parts[1], repository) && like(parts[2], ref) && like(parts[3], user)) {
          expected = parts[0];
        }
      }
      assertThat(decision.allowed()).as(text).isEqualTo(expected.equals("allow"));
      denied += decision.allowed() ? 0 : 1;
    }
    assertThat(denied).isBetween(5_000, 15_000);
  }

  private static boolean like(String glob, String text) {
    if (glob.isEmpty()) {
      return text.isEmpty();
    }
    if (glob.charAt(0) == '*') {
      return like(glob.substring(1), text) || !text.isEmpty() && like(glob, text.substring(1));
    }
    return !text.isEmpty()
        && (glob.charAt(0) == '?' || glob.charAt(0) == text.charAt(0))
        && like(glob.substring(1), text.substring(1));
  }

  private static String effect(Random random) {
    return random.nextBoolean() ? "allow" : "deny";
  }

  private static String pick(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }

  private static Rules rules(String list) {
    return PolicyFile.read("rules: [" + list + "]");
  }

  private static Request request(
      String organisation,
      String repository,
      String workflow,
      String ref,
      String action,
      String user) {
    return new Request(
        List.of(organisation),
        List.of(repository),
        List.of(workflow),
        List.of(ref),
        List.of(action),
        List.of(user));
  }
}
