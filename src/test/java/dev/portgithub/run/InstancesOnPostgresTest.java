package dev.portgithub.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.world.StoreUnderTest;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proves {@link InstancesContract} on PostgreSQL, and what holds only where several may live. */
class InstancesOnPostgresTest extends InstancesContract {
  InstancesOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }

  @Test
  void instances_that_live_keep_what_they_have_claimed() {
    see();
    backend.accept("r_1", "r_2");
    assertThat(backend.dispatches.claim(1)).hasSize(1);
    assertThat(other.dispatches.claim(1)).hasSize(1);
    backend.instances.watch();
    see();

    assertThat(backend.dispatches.claim(9)).isEmpty();
    assertThat(backend.count("instance")).isEqualTo(2);
  }

  @Test
  @Tag("P2")
  void one_whose_session_the_store_has_ended_notices_and_goes_on_under_a_new_number() {
    see();
    backend.accept("r_1");
    backend.claim("r_1");
    Long before = backend.bean(Instance.class).number();
    endSession(before);
    see();
    assertThat(other.dispatches.claim(1)).hasSize(1);

    assertThatThrownBy(() -> backend.instances.watch()).isInstanceOf(JdbiException.class);
    assertThat(backend.bean(Instance.class).number()).isNull();
    backend.instances.watch();
    assertThat(backend.bean(Instance.class).number()).isGreaterThan(before);
    backend.accept("r_2");
    assertThat(backend.dispatches.claim(1)).hasSize(1);
    see();
    assertThat(other.dispatches.claim(9)).isEmpty();
  }

  @Test
  void one_behind_a_pooler_that_changes_sessions_leaves_its_claims_to_their_leases() {
    backend.accept("r_1");
    // As if the lock were held by another session than the one that looks.
    backend.execute("delete from instance where id = ?", backend.bean(Instance.class).number());
    backend.instances.watch();
    assertThat(backend.bean(Instance.class).number()).isNull();
    assertThat(backend.dispatches.claim(1)).hasSize(1);
    see();
    see();

    assertThat(other.dispatches.claim(9)).isEmpty();
    assertThat(other.count("instance")).isEqualTo(1);
  }

  private void endSession(long number) {
    assertThat(
            other.value(
                Boolean.class,
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ?",
                number))
        .isTrue();
    other.jdbi.useHandle(
        handle ->
            handle
                .select(
                    "select 1 from pg_advisory_lock(?, ?), pg_advisory_unlock_all()",
                    0x70676862,
                    (int) number)
                .mapTo(Integer.class)
                .one());
  }
}
