package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PollingContract} on an H2 file. */
class PollingOnH2Test extends PollingContract {
  PollingOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
