package dev.portgithub;

import dev.portgithub.store.StoreUnderTest;

class GracefulStopOnH2Test extends GracefulStopContract {
  GracefulStopOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
