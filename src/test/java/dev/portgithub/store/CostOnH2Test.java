package dev.portgithub.store;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link CostContract} on H2. */
class CostOnH2Test extends CostContract {
  CostOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
