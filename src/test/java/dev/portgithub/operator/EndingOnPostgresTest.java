package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link EndingContract} on PostgreSQL. */
class EndingOnPostgresTest extends EndingContract {
  EndingOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
