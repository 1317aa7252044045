package dev.portgithub.locate;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LostTogetherContract} on an H2 file. */
class LostTogetherOnH2Test extends LostTogetherContract {
  LostTogetherOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
