package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link AdoptionContract} on PostgreSQL. */
class AdoptionOnPostgresTest extends AdoptionContract {
  AdoptionOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
