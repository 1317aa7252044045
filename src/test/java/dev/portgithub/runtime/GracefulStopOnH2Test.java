package dev.portgithub.runtime;

import dev.portgithub.world.StoreUnderTest;

class GracefulStopOnH2Test extends GracefulStopContract {
  GracefulStopOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
