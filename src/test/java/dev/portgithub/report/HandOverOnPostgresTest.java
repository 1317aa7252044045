package dev.portgithub.report;

import dev.portgithub.world.StoreUnderTest;

class HandOverOnPostgresTest extends HandOverContract {
  HandOverOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
