package dev.portgithub;

import dev.portgithub.store.StoreUnderTest;

class GracefulStopOnPostgresTest extends GracefulStopContract {
  GracefulStopOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
