package dev.portgithub.poll;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link AnnouncedContract} on PostgreSQL. */
class AnnouncedOnPostgresTest extends AnnouncedContract {
  AnnouncedOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
