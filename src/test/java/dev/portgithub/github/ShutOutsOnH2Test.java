package dev.portgithub.github;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link ShutOutsContract} on an H2 file. */
class ShutOutsOnH2Test extends ShutOutsContract {
  ShutOutsOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
