package dev.portgithub.store;

class CostOnH2Test extends CostContract {
  CostOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
