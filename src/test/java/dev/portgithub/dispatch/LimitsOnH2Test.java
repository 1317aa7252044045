package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class LimitsOnH2Test extends LimitsContract {
  LimitsOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
