package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PollContract} on an H2 file. */
class PollOnH2Test extends PollContract {
  PollOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
