package dev.portgithub.view;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link RunStoryContract} on PostgreSQL. */
class RunStoryOnPostgresTest extends RunStoryContract {
  RunStoryOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
