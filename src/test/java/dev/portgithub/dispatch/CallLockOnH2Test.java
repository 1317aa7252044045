package dev.portgithub.dispatch;

import dev.portgithub.store.StoreUnderTest;

class CallLockOnH2Test extends CallLockContract {
  CallLockOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
