package dev.portgithub.receive;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link BacklogContract} on PostgreSQL. */
class BacklogOnPostgresTest extends BacklogContract {
  BacklogOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
