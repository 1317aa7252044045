package dev.portgithub.store;

/** Proves {@link CostContract} on H2. */
class CostOnH2Test extends CostContract {
  CostOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
