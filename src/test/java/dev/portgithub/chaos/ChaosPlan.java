package dev.portgithub.chaos;

import java.nio.file.Path;

/**
 * What one run of the chaos program does. The same plan and seed give the same traffic, faults and
 * disturbances; how they meet is up to the machine.
 *
 * @param runs invocations that are published, besides duplicates and records that are none
 * @param kills SIGKILLs at least, of instances of the backend
 * @param instances one with H2
 * @param postgres or H2
 * @param home the folder with routes/ and config/
 */
record ChaosPlan(long seed, int runs, int kills, int instances, boolean postgres, Path home) {
  /** As the system properties say; without any it is the short form. */
  static ChaosPlan ofProperties(long seed) {
    boolean postgres = !System.getProperty("chaos.store", "postgres").equals("h2");
    return new ChaosPlan(
        seed,
        Integer.getInteger("chaos.runs", 120),
        Integer.getInteger("chaos.kills", 8),
        postgres ? Integer.getInteger("chaos.instances", 3) : 1,
        postgres,
        Path.of("").toAbsolutePath());
  }

  Path folder() {
    return Path.of("target", "chaos", "seed-" + seed).toAbsolutePath();
  }
}
