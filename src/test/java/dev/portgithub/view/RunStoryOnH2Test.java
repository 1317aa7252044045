package dev.portgithub.view;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link RunStoryContract} on an H2 file. */
class RunStoryOnH2Test extends RunStoryContract {
  RunStoryOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
