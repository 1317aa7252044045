package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ReplayContract} on an H2 file. */
class ReplayOnH2Test extends ReplayContract {
  ReplayOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
