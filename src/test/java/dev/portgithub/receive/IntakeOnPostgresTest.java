package dev.portgithub.receive;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link IntakeContract} on PostgreSQL. */
class IntakeOnPostgresTest extends IntakeContract {
  IntakeOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
