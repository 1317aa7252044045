package dev.portgithub.receive;

import dev.portgithub.store.StoreUnderTest;

/** Proves {@link ConfirmationContract} on PostgreSQL. */
class ConfirmationOnPostgresTest extends ConfirmationContract {
  ConfirmationOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
