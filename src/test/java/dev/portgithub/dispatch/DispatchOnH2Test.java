package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DispatchContract} on an H2 file. */
class DispatchOnH2Test extends DispatchContract {
  DispatchOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
