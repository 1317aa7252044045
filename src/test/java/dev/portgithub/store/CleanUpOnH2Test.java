package dev.portgithub.store;

/** Proves {@link CleanUpContract} on an H2 file. */
class CleanUpOnH2Test extends CleanUpContract {
  CleanUpOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
