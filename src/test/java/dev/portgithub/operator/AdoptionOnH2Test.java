package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link AdoptionContract} on an H2 file. */
class AdoptionOnH2Test extends AdoptionContract {
  AdoptionOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
