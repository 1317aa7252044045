package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link EndingContract} on an H2 file. */
class EndingOnH2Test extends EndingContract {
  EndingOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
