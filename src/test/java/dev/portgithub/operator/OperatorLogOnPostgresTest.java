package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OperatorLogContract} on PostgreSQL. */
class OperatorLogOnPostgresTest extends OperatorLogContract {
  OperatorLogOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
