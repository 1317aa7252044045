package dev.portgithub.deadletter;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link NoticesContract} on an H2 file. */
class NoticesOnH2Test extends NoticesContract {
  NoticesOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
