package dev.portgithub.run;

import java.util.Locale;

/** Which name somebody may have meant. */
public final class NearNames {
  private NearNames() {}

  /** The same but for case, a file's ending and punctuation, or with a slip or two. */
  public static boolean isNear(String one, String other) {
    String a = letters(one);
    String b = letters(other);
    return !a.isEmpty() && !b.isEmpty() && distance(a, b) <= Math.min(2, a.length() / 4);
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.ya?ml$", "").replaceAll("[^a-z0-9]", "");
  }

  /** How many letters have to be changed, added or left out (Levenshtein). */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(same, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
