package dev.portgithub.show;

import dev.portgithub.world.StoreUnderTest;

class LabelsOnPostgresTest extends LabelsContract {
  LabelsOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
