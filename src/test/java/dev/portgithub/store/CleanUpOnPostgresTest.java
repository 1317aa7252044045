package dev.portgithub.store;

/** Proves {@link CleanUpContract} on PostgreSQL. */
class CleanUpOnPostgresTest extends CleanUpContract {
  CleanUpOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
