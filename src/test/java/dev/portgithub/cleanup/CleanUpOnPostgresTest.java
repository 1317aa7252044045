package dev.portgithub.cleanup;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link CleanUpContract} on PostgreSQL. */
class CleanUpOnPostgresTest extends CleanUpContract {
  CleanUpOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
