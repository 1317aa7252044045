package dev.portgithub.port;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PortPauseContract} on an H2 file. */
class PortPauseOnH2Test extends PortPauseContract {
  PortPauseOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
