package dev.portgithub.store;

class CostOnPostgresTest extends CostContract {
  CostOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
