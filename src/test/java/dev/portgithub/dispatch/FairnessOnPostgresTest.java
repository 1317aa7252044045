package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class FairnessOnPostgresTest extends FairnessContract {
  FairnessOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
