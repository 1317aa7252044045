package dev.portgithub.pause;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PauseContract} on an H2 file. */
class PauseOnH2Test extends PauseContract {
  PauseOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
