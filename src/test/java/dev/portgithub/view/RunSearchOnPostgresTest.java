package dev.portgithub.view;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link RunSearchContract} on PostgreSQL. */
class RunSearchOnPostgresTest extends RunSearchContract {
  RunSearchOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
