package dev.portgithub.store;

import dev.portgithub.world.StoreUnderTest;
import dev.portgithub.world.TestBackend;
import org.junit.jupiter.api.BeforeEach;

/** What is claimed of the store, and proved on each kind of it by a thin subclass. */
public abstract class DatabaseContract {
  protected final StoreUnderTest store;
  protected TestBackend backend;

  protected DatabaseContract(StoreUnderTest store) {
    this.store = store;
  }

  @BeforeEach
  void emptyTheStore() {
    backend = TestBackend.on(store);
  }
}
