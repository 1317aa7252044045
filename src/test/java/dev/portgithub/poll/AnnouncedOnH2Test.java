package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link AnnouncedContract} on H2. */
class AnnouncedOnH2Test extends AnnouncedContract {
  AnnouncedOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
