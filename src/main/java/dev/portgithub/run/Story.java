package dev.portgithub.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Column story of table run: what happened to the run, a line for each thing. A line costs no
 * statement: it is written by the one that makes it true.
 *
 * <p>It is bounded. What may happen any number of times stops at {@link #ROOM_FOR_REPETITION}, so
 * that the end always fits; a delay for the same reason as before is counted and not told again.
 */
public final class Story {
  static final int ROOM_FOR_REPETITION = 12_000;
  static final int ROOM = 18_500;

  /** How often the last delay was repeated, before something else is told. */
  private static final String REPEATED =
      "case when postponed_times > 1 then '+' || postponed_times || ' ' || postponed_millis || chr(10) else '' end";

  static final String GOES_ON =
      """
      story = case when length(story) > :storyRoom then story else story || %s || :storyLine end,
        story_cut = (story_cut or length(story) > :storyRoom), postponed = null, postponed_times = 0
      """
          .formatted(REPEATED)
          .strip();

  static final String POSTPONED =
      """
      story = case when postponed = :storyText or length(story) > :storyRoom then story
          else story || %s || :storyLine end,
        story_cut = (story_cut or (length(story) > :storyRoom and coalesce(postponed, '') <> :storyText)),
        postponed_times = case when postponed = :storyText then postponed_times + 1 else 1 end,
        postponed_millis = :storyMillis, postponed = :storyText
      """
          .formatted(REPEATED)
          .strip();

  private Story() {}

  /**
   * One thing that happened.
   *
   * @param kind for programs
   */
  public record Line(Instant at, String kind, String text) {
    private Line repeated(String times, Instant last) {
      return new Line(at, kind, "%s (%s times, the last time at %s)".formatted(text, times, last));
    }
  }

  static String line(Instant at, Told told) {
    return at.toEpochMilli() + "\t" + told.kind() + "\t" + told.text() + "\n";
  }

  /**
   * The lines of a row, in order.
   *
   * @param times how often the last delay was repeated by now, the last time then
   */
  public static List<Line> read(String story, int times, long lastMillis) {
    List<Line> lines = new ArrayList<>();
    for (String text : story.split("\n")) {
      if (text.startsWith("+")) {
        String[] parts = text.substring(1).split(" ");
        repeat(lines, parts[0], Long.parseLong(parts[1]));
      } else if (!text.isEmpty()) {
        String[] parts = text.split("\t", 3);
        lines.add(new Line(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]));
      }
    }
    if (times > 1) {
      repeat(lines, Integer.toString(times), lastMillis);
    }
    return lines;
  }

  private static void repeat(List<Line> lines, String times, long lastMillis) {
    int last = lines.size() - 1;
    if (last >= 0 && lines.get(last).kind().equals("POSTPONED")) {
      lines.set(last, lines.get(last).repeated(times, Instant.ofEpochMilli(lastMillis)));
    }
  }
}
