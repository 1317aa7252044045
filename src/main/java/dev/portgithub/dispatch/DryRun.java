package dev.portgithub.dispatch;

import dev.portgithub.preflight.Preflight;
import dev.portgithub.run.Markdown;
import dev.portgithub.run.Run;
import dev.portgithub.run.RunQueries;
import dev.portgithub.run.Target;
import dev.portgithub.run.Texts;
import dev.portgithub.store.SealedInputs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * Rehearses runs: everything is done but the dispatch, and Port is told what would have been sent.
 * Names of inputs are told, values are not.
 */
public final class DryRun {
  private static final Pattern ENTRY = Pattern.compile("action:\\S+|repository:[^\\s/]+/[^\\s/]+");
  private static final int LONGEST_NAME = 60;

  private final Jdbi jdbi;
  private final SealedInputs inputs;
  private final Preflight preflight;
  private final boolean all;
  private final List<String> names;

  /**
   * @param runs the setting {@code dispatch.dry-run}: {@code all}, or a list such as {@code
   *     action:deploy, repository:acme/shop}; blank for none
   * @throws IllegalArgumentException when it is malformed
   */
  public DryRun(Jdbi jdbi, SealedInputs inputs, Preflight preflight, String runs) {
    this.jdbi = jdbi;
    this.inputs = inputs;
    this.preflight = preflight;
    this.all = runs.strip().equals("all");
    this.names =
        all || runs.isBlank()
            ? List.of()
            : Arrays.stream(runs.split(",", -1)).map(String::strip).map(DryRun::name).toList();
  }

  private static String name(String entry) {
    if (!ENTRY.matcher(entry).matches()) {
      throw new IllegalArgumentException(
          "dispatch.dry-run: "
              + Texts.quote(entry)
              + " is neither action:NAME nor repository:OWNER/NAME; all stands alone");
    }
    return entry.startsWith("repository:") ? entry.toLowerCase(Locale.ROOT) : entry;
  }

  /**
   * Does nothing for a run that is to be dispatched.
   *
   * @throws Rehearsed for one that is only rehearsed
   * @throws dev.portgithub.preflight.Misfit when it could not be dispatched
   */
  public void rehearse(Run run) {
    if (all || isNamed(run)) {
      byte[] sealed = jdbi.withHandle(handle -> RunQueries.inputs(handle, run));
      Map<String, String> sent = preflight.fit(run, inputs.open(run.runId(), sealed));
      throw new Rehearsed(sentence(run, sent));
    }
  }

  private boolean isNamed(Run run) {
    if (names.isEmpty()) {
      return false;
    }
    Target target = run.target();
    String repository =
        "repository:" + (target.org() + "/" + target.repo()).toLowerCase(Locale.ROOT);
    return names.contains(repository)
        || jdbi.withHandle(handle -> RunQueries.action(handle, run))
            .filter(action -> names.contains("action:" + action))
            .isPresent();
  }

  private static String sentence(Run run, Map<String, String> sent) {
    return "GitHub would have been asked to start "
        + run.target()
        + " with "
        + (sent.isEmpty()
            ? "no inputs."
            : "the inputs "
                + sent.keySet().stream()
                    .map(name -> Markdown.literal(name, LONGEST_NAME))
                    .collect(Collectors.joining(", "))
                + ".");
  }
}
