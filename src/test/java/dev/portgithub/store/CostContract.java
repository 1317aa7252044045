package dev.portgithub.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.portgithub.world.ExplainedStore;
import dev.portgithub.world.ExplainedStore.Cost;
import dev.portgithub.world.Filler;
import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.Workday;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What the backend asks of its store again and again costs the same, however many runs have ended
 * and however many are open. The database itself says what each statement visits.
 */
abstract class CostContract {
  /** Tables that grow with the runs; no statement reads one of them from its beginning. */
  private static final List<String> GROWING = List.of("run", "report", "dead_letter");

  private static final String FOLLOWED = "busy";

  private final StoreUnderTest kind;

  CostContract(StoreUnderTest kind) {
    this.kind = kind;
  }

  @Test
  void nothing_costs_more_with_a_hundred_times_as_many_ended_runs() {
    Map<String, Cost> few = costs("ended_few", 2_000, 20, true);
    Map<String, Cost> many = costs("ended_many", 200_000, 20, true);
    requireNoFullScan(many, GROWING);
    requireTheSame(few, many);
  }

  @Test
  void nothing_costs_more_with_a_hundred_times_as_many_open_runs() {
    requireTheSame(costs("open_few", 2_000, 100, true), costs("open_many", 2_000, 10_000, true));
  }

  @Test
  void nothing_costs_more_with_a_hundred_times_as_many_lanes() {
    Map<String, Cost> few = costs("lanes_few", 2_000, 100, 20, true);
    Map<String, Cost> many = costs("lanes_many", 2_000, 100, 2_000, true);
    requireNoFullScan(many, List.of("lane"));
    requireTheSame(few, many);
  }

  @Test
  void no_large_table_is_read_from_its_beginning_before_the_database_has_counted_its_rows() {
    requireNoFullScan(costs("unknown", 20_000, 500, false), List.of("run", "report"));
  }

  private Map<String, Cost> costs(String name, int ended, int open, boolean analyzed) {
    return costs(name, ended, open, 20, analyzed);
  }

  private Map<String, Cost> costs(String name, int ended, int open, int lanes, boolean analyzed) {
    boolean h2 = kind == StoreUnderTest.H2;
    try (HikariDataSource store = kind.fresh("cost_" + name)) {
      Filler filler = new Filler(store, h2);
      filler.ended(ended, 1);
      filler.followed(open, FOLLOWED);
      filler.waiting(open, "ACCEPTED");
      filler.lanes(lanes, open);
      filler.waiting(open / 10, "LOCATING");
      if (analyzed) {
        filler.analyze();
      }
      ExplainedStore explained = new ExplainedStore(store, h2);
      Workday.work(explained.dataSource(), FOLLOWED);
      return explained.costs();
    }
  }

  private static void requireNoFullScan(Map<String, Cost> costs, List<String> tables) {
    SoftAssertions all = new SoftAssertions();
    costs.forEach(
        (sql, cost) ->
            all.assertThat(cost.fullScans())
                .as("read from the beginning by %s%n%s", sql, cost.plan())
                .doesNotContainAnyElementsOf(tables));
    all.assertAll();
  }

  private static void requireTheSame(Map<String, Cost> few, Map<String, Cost> many) {
    assertThat(many).hasSizeGreaterThan(40);
    SoftAssertions all = new SoftAssertions();
    many.forEach(
        (sql, cost) -> {
          long before = few.containsKey(sql) ? few.get(sql).visited() : 0;
          // An index of a hundred times as many entries is a level or two deeper, for each row.
          all.assertThat(cost.visited())
              .as("visited by %s, %d before%n%s", sql, before, cost.plan())
              .isLessThanOrEqualTo(2 * before + 100);
        });
    all.assertAll();
  }
}
