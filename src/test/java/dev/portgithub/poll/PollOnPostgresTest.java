package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PollContract} on PostgreSQL. */
class PollOnPostgresTest extends PollContract {
  PollOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
