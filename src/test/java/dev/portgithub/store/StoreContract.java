package dev.portgithub.store;

import org.junit.jupiter.api.BeforeEach;

/** What is claimed of the store, and proved on each kind of it by a thin subclass. */
public abstract class StoreContract {
  protected final StoreUnderTest store;
  protected TestBackend backend;

  protected StoreContract(StoreUnderTest store) {
    this.store = store;
  }

  @BeforeEach
  void emptyTheStore() {
    backend = TestBackend.on(store);
  }
}
