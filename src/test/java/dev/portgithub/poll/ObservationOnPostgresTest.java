package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ObservationContract} on PostgreSQL. */
class ObservationOnPostgresTest extends ObservationContract {
  ObservationOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
