package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DeadlineContract} on PostgreSQL. */
class DeadlineOnPostgresTest extends DeadlineContract {
  DeadlineOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
