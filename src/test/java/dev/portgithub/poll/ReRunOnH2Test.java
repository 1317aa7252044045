package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ReRunContract} on an H2 file. */
class ReRunOnH2Test extends ReRunContract {
  ReRunOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
