package dev.portgithub.report;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OutboxContract} on an H2 file. */
class OutboxOnH2Test extends OutboxContract {
  OutboxOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
