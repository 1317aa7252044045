package dev.portgithub.runtime;

import dev.portgithub.world.StoreUnderTest;

class GracefulStopOnPostgresTest extends GracefulStopContract {
  GracefulStopOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
