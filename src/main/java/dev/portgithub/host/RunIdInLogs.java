package dev.portgithub.host;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Adds {@code runId} to each JSON line about a run, so that a search needs no pattern. Every line
 * about a run names it, in one of these ways; a test compares them with the program.
 */
class RunIdInLogs implements StructuredLoggingJsonMembersCustomizer<ILoggingEvent> {
  private static final Pattern NAMED =
      Pattern.compile(
          "^(?:[a-z-]+: )?Run ([A-Za-z0-9_-]{1,100})\\b|^Dead letter .*?, run ([A-Za-z0-9_-]{1,100})\\)");

  @Override
  public void customize(Members<ILoggingEvent> members) {
    members.add("runId", RunIdInLogs::runId).whenNotNull();
  }

  private static String runId(ILoggingEvent event) {
    Matcher named = NAMED.matcher(event.getFormattedMessage());
    if (!named.find()) {
      return null;
    }
    return named.group(1) == null ? named.group(2) : named.group(1);
  }
}
