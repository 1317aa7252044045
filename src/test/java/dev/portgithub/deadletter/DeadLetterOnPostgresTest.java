package dev.portgithub.deadletter;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link DeadLetterContract} on PostgreSQL. */
class DeadLetterOnPostgresTest extends DeadLetterContract {
  DeadLetterOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
