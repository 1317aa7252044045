package dev.portgithub.receive;

import dev.portgithub.store.StoreUnderTest;

/** Proves {@link ConfirmationContract} on an H2 file. */
class ConfirmationOnH2Test extends ConfirmationContract {
  ConfirmationOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
