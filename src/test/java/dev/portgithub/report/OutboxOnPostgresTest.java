package dev.portgithub.report;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OutboxContract} on PostgreSQL. */
class OutboxOnPostgresTest extends OutboxContract {
  OutboxOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
