package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class CallLockOnPostgresTest extends CallLockContract {
  CallLockOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
