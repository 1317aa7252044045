package dev.portgithub.pause;

import dev.portgithub.store.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Table stage_pause. */
final class PauseRows {
  private PauseRows() {}

  /** A newer version may know more stages; they are not ours. */
  public record Row(
      String stage, String pausedBy, Instant since, String why, Instant endsAt, Instant changedAt) {
    private Stream<Pause> pause() {
      return Arrays.stream(Stage.values())
          .filter(each -> each.word().equals(stage))
          .map(each -> new Pause(each, pausedBy, since, why, endsAt, changedAt));
    }
  }

  static Map<Stage, Pause> all(Handle handle) {
    Map<Stage, Pause> pauses = new EnumMap<>(Stage.class);
    handle
        .select("select stage, paused_by, since, why, ends_at, changed_at from stage_pause")
        .map(ConstructorMapper.of(Row.class))
        .stream()
        .flatMap(Row::pause)
        .forEach(pause -> pauses.put(pause.stage(), pause));
    return pauses;
  }

  /** A stage that is paused already keeps the time when that began. */
  static void put(Handle handle, Pause pause) {
    int changed =
        handle
            .createUpdate(
                """
                update stage_pause set paused_by = :pausedBy, why = :why, ends_at = :endsAt, changed_at = :changedAt,
                  told = 0
                where stage = :word
                """)
            .bindMethods(pause)
            .bind("word", pause.stage().word())
            .execute();
    if (changed == 0) {
      insert(handle, pause);
    }
  }

  /** False when the stage is paused already. */
  static boolean insert(Handle handle, Pause pause) {
    return handle
            .createUpdate(
                """
                insert into stage_pause (stage, paused_by, since, why, ends_at, changed_at)
                values (:word, :pausedBy, :since, :why, :endsAt, :changedAt) on conflict do nothing
                """)
            .bindMethods(pause)
            .bind("word", pause.stage().word())
            .execute()
        == 1;
  }

  static boolean remove(Handle handle, Stage stage) {
    return handle.execute("delete from stage_pause where stage = ?", stage.word()) == 1;
  }

  /** Removes a pause whose time is over; false when another instance did, or it was changed. */
  static boolean removeEnded(Handle handle, Stage stage, Instant now) {
    return handle.execute(
            "delete from stage_pause where stage = ? and ends_at <= ?", stage.word(), now)
        == 1;
  }

  /** Locks the pause if fewer runs were told of it; false also when another instance has it. */
  static boolean lockToTell(Handle handle, Pause pause, int most) {
    return handle
        .select(
            """
            select 1 from stage_pause where stage = ? and changed_at = ? and told < ? for update skip locked
            """,
            pause.stage().word(),
            pause.changedAt(),
            most)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  static void told(Handle handle, Pause pause, int more) {
    handle.execute(
        "update stage_pause set told = told + ? where stage = ?", more, pause.stage().word());
  }

  /**
   * Waits until every intent that is being written is committed or given up: the transaction of an
   * intent holds the row of its credential.
   */
  static void awaitIntents(Jdbi jdbi) {
    List<String> credentials =
        jdbi.withHandle(
            handle -> handle.select("select name from credential").mapTo(String.class).list());
    for (String credential : credentials) {
      jdbi.useTransaction(
          handle -> {
            if (!Database.isH2(handle)) {
              handle.execute("set local lock_timeout = '3s'");
            }
            handle
                .select("select 1 from credential where name = ? for update", credential)
                .mapTo(Integer.class)
                .findFirst();
          });
    }
  }
}
