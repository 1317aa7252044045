package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OutdatedLetterContract} on an H2 file. */
class OutdatedLetterOnH2Test extends OutdatedLetterContract {
  OutdatedLetterOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
