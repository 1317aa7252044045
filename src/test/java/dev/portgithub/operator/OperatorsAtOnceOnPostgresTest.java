package dev.portgithub.operator;

import dev.portgithub.world.StoreUnderTest;

/** Proves {@link OperatorsAtOnceContract} on PostgreSQL. */
class OperatorsAtOnceOnPostgresTest extends OperatorsAtOnceContract {
  OperatorsAtOnceOnPostgresTest() {
    super(StoreUnderTest.POSTGRES);
  }
}
