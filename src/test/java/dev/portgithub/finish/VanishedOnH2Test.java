package dev.portgithub.finish;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link VanishedContract} on an H2 file. */
class VanishedOnH2Test extends VanishedContract {
  VanishedOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
