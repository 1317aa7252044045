package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ObservationContract} on an H2 file. */
class ObservationOnH2Test extends ObservationContract {
  ObservationOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
