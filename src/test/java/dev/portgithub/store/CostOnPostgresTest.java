package dev.portgithub.store;

/** Proves {@link CostContract} on PostgreSQL. */
class CostOnPostgresTest extends CostContract {
  CostOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
