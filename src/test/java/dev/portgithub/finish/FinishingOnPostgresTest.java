package dev.portgithub.finish;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link FinishingContract} on PostgreSQL. */
class FinishingOnPostgresTest extends FinishingContract {
  FinishingOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
