package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PollingContract} on PostgreSQL. */
class PollingOnPostgresTest extends PollingContract {
  PollingOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
