package dev.portgithub.cleanup;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link CleanUpContract} on an H2 file. */
class CleanUpOnH2Test extends CleanUpContract {
  CleanUpOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
