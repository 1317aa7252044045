package dev.portgithub.github;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link BudgetsContract} on an H2 file. */
class BudgetsOnH2Test extends BudgetsContract {
  BudgetsOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
