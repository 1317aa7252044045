package dev.portgithub.deadletter;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link NoticesContract} on PostgreSQL. */
class NoticesOnPostgresTest extends NoticesContract {
  NoticesOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
