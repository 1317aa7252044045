package dev.portgithub.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.github.GitHubAccess;
import dev.portgithub.world.StoreUnderTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operators are told once of what is parked. */
abstract class NoticesContract extends ParkedContract {

  NoticesContract(StoreUnderTest store) {
    super(store);
  }

  @Test
  @Tag("P5")
  void operators_are_told_of_each_letter_once_and_without_its_record() {
    parkRecord();
    parkAsAmbiguous("r_1");
    Notices notices = notices();
    Notices.Notice notice = notices.collect();

    assertThat(notice.title()).isEqualTo("Port GitHub Backend parked 2 dead letters");
    assertThat(notice.text())
        .contains("UNSIGNED", "AMBIGUOUS", "run `r_1`")
        .doesNotContain("hidden");
    assertThat(notices.collect().letters()).isEqualTo(notice.letters());
    notices.sent(notice);
    assertThat(notices.collect()).isNull();
  }

  @Test
  void a_notice_is_no_longer_than_an_issue_may_be_and_the_next_one_holds_the_rest() {
    for (int letter = 0; letter < 50; letter++) {
      backend.execute(
          """
          insert into dead_letter (status, stage, reason, message, remedy, attempts, parked_at)
          values ('PARKED', 'dispatch', 'AMBIGUOUS', ?, ?, 1, ?)
          """,
          "m".repeat(2000),
          "r".repeat(1000),
          backend.clock.instant());
    }
    Notices notices = notices();
    Notices.Notice first = notices.collect();
    notices.sent(first);

    assertThat(first.text().length()).isBetween(60_000, 65_536);
    assertThat(first.title()).contains(first.letters().size() + " dead letters");
    Notices.Notice second = notices.collect();
    notices.sent(second);
    Notices.Notice third = notices.collect();
    notices.sent(third);
    assertThat(first.letters().size() + second.letters().size() + third.letters().size())
        .isEqualTo(50);
    assertThat(notices.collect()).isNull();
  }

  @Test
  void there_is_no_notice_of_a_letter_that_was_settled_before() {
    parkRecord();
    operations.discard(letter());

    assertThat(notices().collect()).isNull();
  }

  @Test
  void nobody_is_told_who_did_not_ask_for_it() {
    parkRecord();

    assertThat(notices(false).collect()).isNull();
    assertThat(notices(true).collect().letters()).hasSize(1);
  }

  private Notices notices() {
    return notices(true);
  }

  private Notices notices(boolean wanted) {
    return new Notices(
        backend.jdbi, backend.clock, backend.bean(GitHubAccess.class), wanted, "acme-inc");
  }
}
