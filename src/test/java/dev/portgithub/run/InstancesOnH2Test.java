package dev.portgithub.run;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link InstancesContract} on H2, where another process is one after a restart. */
class InstancesOnH2Test extends InstancesContract {
  InstancesOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
