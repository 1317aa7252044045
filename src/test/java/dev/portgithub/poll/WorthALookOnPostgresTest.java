package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link WorthALookContract} on PostgreSQL. */
class WorthALookOnPostgresTest extends WorthALookContract {
  WorthALookOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
