package dev.portgithub.confirm;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ConfirmationContract} on PostgreSQL. */
class ConfirmationOnPostgresTest extends ConfirmationContract {
  ConfirmationOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
