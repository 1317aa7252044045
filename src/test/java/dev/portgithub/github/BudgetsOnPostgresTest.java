package dev.portgithub.github;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link BudgetsContract} on PostgreSQL. */
class BudgetsOnPostgresTest extends BudgetsContract {
  BudgetsOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
