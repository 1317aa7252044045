package dev.portgithub.store;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link CostContract} on PostgreSQL. */
class CostOnPostgresTest extends CostContract {
  CostOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
