package dev.portgithub.finish;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link VanishedContract} on PostgreSQL. */
class VanishedOnPostgresTest extends VanishedContract {
  VanishedOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
