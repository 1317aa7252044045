package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OutdatedLetterContract} on PostgreSQL. */
class OutdatedLetterOnPostgresTest extends OutdatedLetterContract {
  OutdatedLetterOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
