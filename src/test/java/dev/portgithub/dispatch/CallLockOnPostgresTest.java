package dev.portgithub.dispatch;

import dev.portgithub.store.StoreUnderTest;

class CallLockOnPostgresTest extends CallLockContract {
  CallLockOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
