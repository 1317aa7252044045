package dev.portgithub.receive;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link BacklogContract} on an H2 file. */
class BacklogOnH2Test extends BacklogContract {
  BacklogOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
