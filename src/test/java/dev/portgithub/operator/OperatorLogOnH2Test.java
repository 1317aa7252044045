package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OperatorLogContract} on an H2 file. */
class OperatorLogOnH2Test extends OperatorLogContract {
  OperatorLogOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
