package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LooksContract} on PostgreSQL. */
class LooksOnPostgresTest extends LooksContract {
  LooksOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
