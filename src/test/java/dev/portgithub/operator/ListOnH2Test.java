package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ListContract} on an H2 file. */
class ListOnH2Test extends ListContract {
  ListOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
