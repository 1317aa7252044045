package dev.portgithub.pause;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PauseContract} on PostgreSQL. */
class PauseOnPostgresTest extends PauseContract {
  PauseOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
