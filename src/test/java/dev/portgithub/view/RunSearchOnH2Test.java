package dev.portgithub.view;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link RunSearchContract} on an H2 file. */
class RunSearchOnH2Test extends RunSearchContract {
  RunSearchOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
