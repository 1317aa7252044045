package dev.portgithub.sweep;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link SweepContract} on PostgreSQL. */
class SweepOnPostgresTest extends SweepContract {
  SweepOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
