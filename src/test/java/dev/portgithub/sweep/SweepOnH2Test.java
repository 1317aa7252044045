package dev.portgithub.sweep;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link SweepContract} on H2. */
class SweepOnH2Test extends SweepContract {
  SweepOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
