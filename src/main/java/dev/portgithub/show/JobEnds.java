package dev.portgithub.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the jobs of a workflow run ended.
 *
 * @param lastEnd when the last one ended; null while one goes on, or not all are shown
 */
record JobEnds(Instant lastEnd, String conclusion) {
  static JobEnds of(JsonNode answer) {
    JsonNode all = answer.path("jobs");
    boolean shown = !all.isEmpty() && answer.path("total_count").asLong() <= all.size();
    Set<String> conclusions = new HashSet<>();
    Instant last = null;
    for (JsonNode job : all) {
      Instant end = end(job);
      if (end == null) {
        return new JobEnds(null, "");
      }
      last = last == null || end.isAfter(last) ? end : last;
      conclusions.add(job.path("conclusion").asText(""));
    }
    return new JobEnds(shown ? last : null, worst(conclusions));
  }

  private static Instant end(JsonNode job) {
    try {
      return job.path("status").asText("").equals("completed")
          ? Instant.parse(job.path("completed_at").asText(""))
          : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String worst(Set<String> conclusions) {
    for (String bad : List.of("failure", "timed_out", "startup_failure", "action_required")) {
      if (conclusions.contains(bad)) {
        return bad.equals("timed_out") ? bad : "failure";
      }
    }
    if (conclusions.contains("cancelled")) {
      return "cancelled";
    }
    conclusions.removeAll(Set.of("success", "skipped", "neutral"));
    // One that GitHub has invented since is no success.
    return conclusions.isEmpty() ? "success" : "failure";
  }
}
