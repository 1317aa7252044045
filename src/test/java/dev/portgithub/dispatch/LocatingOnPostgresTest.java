package dev.portgithub.dispatch;

import dev.portgithub.store.StoreUnderTest;

/** Proves {@link LocatingContract} on PostgreSQL. */
class LocatingOnPostgresTest extends LocatingContract {
  LocatingOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
