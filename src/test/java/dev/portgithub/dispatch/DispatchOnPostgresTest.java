package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DispatchContract} on PostgreSQL. */
class DispatchOnPostgresTest extends DispatchContract {
  DispatchOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
