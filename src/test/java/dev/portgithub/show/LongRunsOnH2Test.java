package dev.portgithub.show;

import dev.portgithub.world.StoreUnderTest;

class LongRunsOnH2Test extends LongRunsContract {
  LongRunsOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
