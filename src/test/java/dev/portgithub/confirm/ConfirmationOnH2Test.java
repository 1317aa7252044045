package dev.portgithub.confirm;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ConfirmationContract} on an H2 file. */
class ConfirmationOnH2Test extends ConfirmationContract {
  ConfirmationOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
