package dev.portgithub.finish;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link FinishingContract} on an H2 file. */
class FinishingOnH2Test extends FinishingContract {
  FinishingOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
