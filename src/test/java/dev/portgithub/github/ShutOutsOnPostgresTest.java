package dev.portgithub.github;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ShutOutsContract} on PostgreSQL. */
class ShutOutsOnPostgresTest extends ShutOutsContract {
  ShutOutsOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
