package dev.portgithub.run;

import java.time.Instant;
import org.jdbi.v3.core.statement.Update;

/** A value that a statement of {@link Runs} calls by this name. */
record NamedValue(String name, Object value) {
  private static final int LONGEST_REASON = 2000;

  static NamedValue value(String name, Object value) {
    return new NamedValue(name, value);
  }

  static NamedValue due(Instant due) {
    return value("due", due);
  }

  static NamedValue[] values(Instance.Term lease) {
    return new NamedValue[] {
      value("claimant", lease.claimant()), value("begin", lease.begin()), value("end", lease.end())
    };
  }

  static NamedValue reason(String text) {
    return value("reason", Texts.shorten(text, LONGEST_REASON));
  }

  void bindTo(Update update) {
    update.bind(name, value);
  }
}
