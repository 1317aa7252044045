package dev.portgithub.signals;

import io.micrometer.core.instrument.Tags;

/** What exists before anything has happened. */
public final class Signals {
  private Signals() {}

  /** All counters and times at 0, and the version. May be called again. */
  public static void showFromTheStart() {
    Catalogue.entries()
        .forEach(
            (name, entry) ->
                entry
                    .start()
                    .forEach(
                        labels -> {
                          if (entry.buckets() == null) {
                            Counters.counter(name, labels);
                          } else {
                            Times.timer(name, labels);
                          }
                        }));
    Operation.all().forEach(each -> Times.timer("remote.call", each.answered()));
    Gauges.set("build.info", Tags.of("version", Version.OF_BACKEND, "java", Version.OF_JAVA), 1);
  }
}
