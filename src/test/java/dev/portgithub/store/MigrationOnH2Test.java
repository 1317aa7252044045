package dev.portgithub.store;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link MigrationContract} on H2. */
class MigrationOnH2Test extends MigrationContract {
  MigrationOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
