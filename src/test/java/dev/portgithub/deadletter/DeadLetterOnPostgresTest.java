package dev.portgithub.deadletter;

import dev.portgithub.store.StoreUnderTest;

/** Proves {@link DeadLetterContract} on PostgreSQL. */
class DeadLetterOnPostgresTest extends DeadLetterContract {
  DeadLetterOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
