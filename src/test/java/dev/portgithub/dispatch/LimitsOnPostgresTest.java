package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class LimitsOnPostgresTest extends LimitsContract {
  LimitsOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
