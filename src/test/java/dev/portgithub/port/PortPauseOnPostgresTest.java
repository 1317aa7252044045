package dev.portgithub.port;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link PortPauseContract} on PostgreSQL. */
class PortPauseOnPostgresTest extends PortPauseContract {
  PortPauseOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
