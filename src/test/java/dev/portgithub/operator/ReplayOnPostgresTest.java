package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ReplayContract} on PostgreSQL. */
class ReplayOnPostgresTest extends ReplayContract {
  ReplayOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
