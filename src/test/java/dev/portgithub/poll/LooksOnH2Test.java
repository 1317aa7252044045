package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LooksContract} on an H2 file. */
class LooksOnH2Test extends LooksContract {
  LooksOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
