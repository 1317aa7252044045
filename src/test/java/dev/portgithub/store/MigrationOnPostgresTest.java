package dev.portgithub.store;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link MigrationContract} on PostgreSQL. */
class MigrationOnPostgresTest extends MigrationContract {
  MigrationOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
