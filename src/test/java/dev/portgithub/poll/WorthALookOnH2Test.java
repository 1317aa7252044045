package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link WorthALookContract} on an H2 file. */
class WorthALookOnH2Test extends WorthALookContract {
  WorthALookOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
