package dev.portgithub.benchmark;

import java.util.Map;

/** By what the backend learns that something has happened in GitHub, besides its polls. */
enum Hints {
  NONE(Map.of("SWEEP_MODE", "off")),
  GRAPHQL(Map.of()),
  WEBHOOKS(Map.of("SWEEP_MODE", "off", "GITHUB_WEBHOOK_SECRET", Hints.SECRET));

  private static final String SECRET = "secret of the benchmark";

  private final Map<String, String> environment;

  Hints(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What the backend is started with besides. */
  Map<String, String> environment() {
    return environment;
  }

  /** Once it is ready, and before anything is published. */
  void begin(Surroundings world, JarProcess backend) {
    if (this == WEBHOOKS) {
      world.github.webhooks().sendTo(backend.url() + "/webhooks/github", SECRET);
    }
  }
}
