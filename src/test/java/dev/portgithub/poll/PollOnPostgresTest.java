package dev.portgithub.poll;

import dev.portgithub.store.StoreUnderTest;

/** Proves {@link PollContract} on PostgreSQL. */
class PollOnPostgresTest extends PollContract {
  PollOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
