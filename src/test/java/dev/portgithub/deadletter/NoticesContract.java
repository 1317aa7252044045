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
