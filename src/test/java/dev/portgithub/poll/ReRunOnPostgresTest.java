package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ReRunContract} on PostgreSQL. */
class ReRunOnPostgresTest extends ReRunContract {
  ReRunOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
