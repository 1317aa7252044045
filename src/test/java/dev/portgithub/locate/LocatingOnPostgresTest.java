package dev.portgithub.locate;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LocatingContract} on PostgreSQL. */
class LocatingOnPostgresTest extends LocatingContract {
  LocatingOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
