package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DeadlineContract} on an H2 file. */
class DeadlineOnH2Test extends DeadlineContract {
  DeadlineOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
