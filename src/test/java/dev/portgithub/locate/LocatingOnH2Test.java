package dev.portgithub.locate;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link LocatingContract} on an H2 file. */
class LocatingOnH2Test extends LocatingContract {
  LocatingOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
