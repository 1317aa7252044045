package dev.portgithub.report;

import dev.portgithub.world.StoreUnderTest;

class HandOverOnH2Test extends HandOverContract {
  HandOverOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
