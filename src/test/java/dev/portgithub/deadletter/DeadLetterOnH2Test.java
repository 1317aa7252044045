package dev.portgithub.deadletter;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DeadLetterContract} on an H2 file. */
class DeadLetterOnH2Test extends DeadLetterContract {
  DeadLetterOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
