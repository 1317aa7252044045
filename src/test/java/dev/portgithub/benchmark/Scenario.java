package dev.portgithub.benchmark;

/** One thing to measure; prints its figures. */
interface Scenario {
  void run(Bench bench) throws Exception;
}
