package dev.portgithub.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that holds a mistake is refused, with the rule and the mistake: it protects nothing. */
class PolicyFileTest {

  @Test
  void reads_every_member_that_is_documented() {
    Rules rules =
        PolicyFile.read(
            """
            default: deny
            default-branches: [main, master]
            rules:
              - name: no deployment over Christmas
                effect: deny
                workflow: ["deploy*.yml", release.yml]
                during:
                  - {from: "2026-12-20T18:00:00+01:00", until: "2027-01-04T06:00:00+01:00"}
                  - {days: [fri, sat, sun], hours: "16:00-08:00", zone: Europe/Berlin}
                reason: Nobody is there to repair it.
              - name: our own
                effect: allow
                organisation: acme-inc
                repository: "*"
                ref: main
                action: deploy_*
                user: "*@acme.example"
            """);

    assertThat(rules.allows()).isFalse();
    assertThat(rules.defaultBranches()).containsExactly("main", "master");
    assertThat(rules.rules()).extracting(Rule::name).hasSize(2);
    assertThat(rules.rules().get(0).windows()).hasSize(2);
    assertThat(rules.rules().get(1).matches()).hasSize(5);
    assertThat(rules.rules().get(1).text()).contains("allow", "user: *@acme.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules: []", "default: allow", "{}"})
  void may_hold_no_rules(String text) {
    assertThat(PolicyFile.read(text).rules()).isEmpty();
    assertThat(PolicyFile.read(text).allows()).isTrue();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("", "the file: is not a mapping"),
        Arguments.of("- a", "the file: is not a mapping"),
        Arguments.of("a: [", "the file: is not YAML"),
        Arguments.of("rules: []\nrules: []", "the file: is not YAML"),
        Arguments.of("rule: []", "the file: has a member rule that is not known"),
        Arguments.of("default: maybe", "default: the effect is allow or deny, not maybe"),
        Arguments.of("rules: {}", "rules: is not a list"),
        Arguments.of("rules: [x]", "rule 1: is not a mapping"),
        Arguments.of(rule(""), "rule 1 (r): the effect is allow or deny, not null"),
        Arguments.of("rules: [{effect: deny}]", "rule 1: name must be a text"),
        Arguments.of(rule("effect: block"), "rule 1 (r): the effect is allow or deny, not block"),
        Arguments.of(rule("effect: deny, repo: x"), "rule 1: has a member repo that is not known"),
        Arguments.of(rule("effect: deny, team: x"), "rule 1: has a member team that is not known"),
        Arguments.of(rule("effect: deny, ref: []"), "rule 1 (r): ref names nothing"),
        Arguments.of(rule("effect: deny, ref: 1.0"), "rule 1 (r): ref: each value must be a text"),
        Arguments.of(rule("effect: deny, ref: null"), "rule 1 (r): ref names nothing"),
        Arguments.of(
            rule("effect: deny, during: [{}]"), "rule 1 (r): during: needs from, until, or both"),
        Arguments.of(
            rule("effect: deny, during: [{days: [friday]}]"),
            "rule 1 (r): during: days are mon, tue, wed, thu, fri, sat, sun, not friday"),
        Arguments.of(
            rule("effect: deny, during: [{hours: 16-8}]"),
            "rule 1 (r): during: hours are written \"16:00-08:00\", not 16-8"),
        Arguments.of(
            rule("effect: deny, during: [{hours: '16:00-08:00', zone: Europe/Bonn}]"),
            "rule 1 (r): during: zone is not known: Europe/Bonn"),
        Arguments.of(
            rule("effect: deny, during: [{from: tomorrow}]"),
            "rule 1 (r): during: from is written \"2026-12-20T18:00:00+01:00\", not tomorrow"),
        Arguments.of(
            rule("effect: deny, during: [{days: [fri], from: '2026-12-20T18:00:00Z'}]"),
            "rule 1 (r): during: has days or hours, and from or until: keep one pair"),
        Arguments.of(
            "rules: [{name: a, effect: deny}, {name: a, effect: allow}]",
            "rule 2: has the name of an earlier one: a"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void names_the_rule_and_the_mistake(String text, String message) {
    assertThatThrownBy(() -> PolicyFile.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static String rule(String members) {
    return "rules: [{name: r" + (members.isEmpty() ? "" : ", " + members) + "}]";
  }
}
