package dev.portgithub.show;

import dev.portgithub.world.StoreUnderTest;

class LongRunsOnPostgresTest extends LongRunsContract {
  LongRunsOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
