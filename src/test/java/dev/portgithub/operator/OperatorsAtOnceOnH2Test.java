package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OperatorsAtOnceContract} on an H2 file. */
class OperatorsAtOnceOnH2Test extends OperatorsAtOnceContract {
  OperatorsAtOnceOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
