package dev.portgithub.receive;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link IntakeContract} on an H2 file. */
class IntakeOnH2Test extends IntakeContract {
  IntakeOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
