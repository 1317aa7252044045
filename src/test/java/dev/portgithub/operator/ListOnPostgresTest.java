package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ListContract} on PostgreSQL. */
class ListOnPostgresTest extends ListContract {
  ListOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
