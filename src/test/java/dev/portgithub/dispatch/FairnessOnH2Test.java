package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class FairnessOnH2Test extends FairnessContract {
  FairnessOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
