package dev.portgithub.dispatch;

import dev.portgithub.world.StoreUnderTest;

class CallLockOnH2Test extends CallLockContract {
  CallLockOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
