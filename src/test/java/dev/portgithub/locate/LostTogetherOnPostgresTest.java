package dev.portgithub.locate;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LostTogetherContract} on PostgreSQL. */
class LostTogetherOnPostgresTest extends LostTogetherContract {
  LostTogetherOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
