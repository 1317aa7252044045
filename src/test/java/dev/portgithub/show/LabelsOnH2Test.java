package dev.portgithub.show;

import dev.portgithub.world.StoreUnderTest;

class LabelsOnH2Test extends LabelsContract {
  LabelsOnH2Test() {
    super(StoreUnderTest.H2);
  }
}
