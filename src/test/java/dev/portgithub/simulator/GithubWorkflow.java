package dev.portgithub.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A workflow file of a simulated repository: its inputs, its run name and how its runs go.
 *
 * <p>The same content is found at every ref unless {@link #at} gives a ref its own. Without a plan
 * a run is queued for 2 s, runs for 5 s and succeeds.
 */
public final class GithubWorkflow {

  /** A declared input; {@code defaultValue} may be null. */
  public record Input(String type, boolean required, String defaultValue, List<String> options) {}

  private final long id;
  private final String file;
  private final Map<String, GithubWorkflow> otherRefs = new ConcurrentHashMap<>();
  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final Map<String, List<String>> jobs = new LinkedHashMap<>();
  private final Map<String, List<GithubRun.Annotation>> annotations = new LinkedHashMap<>();
  private volatile String name;
  private volatile String state = "active";
  private volatile String runName;
  private volatile boolean trigger = true;
  private volatile boolean absent;
  private volatile String text;
  private volatile Plan plan = Plan.succeedAfter(Duration.ofSeconds(2), Duration.ofSeconds(5));

  GithubWorkflow(long id, String file) {
    this.id = id;
    this.file = file;
    this.name = file.replaceAll("\\.ya?ml$", "");
  }

  /** The {@code name:} of the file; by default the file name without its ending. */
  public GithubWorkflow name(String name) {
    this.name = name;
    return this;
  }

  /** Declares an input; a {@code choice} needs its options. */
  public GithubWorkflow input(String input, boolean required, String type, String... options) {
    inputs.put(input, new Input(type, required, null, List.of(options)));
    return this;
  }

  /** Declares an optional string input. */
  public GithubWorkflow input(String input) {
    return input(input, false, "string");
  }

  /** Gives an input that is declared already a default. */
  public GithubWorkflow defaultValue(String input, String value) {
    inputs.computeIfPresent(
        input, (k, old) -> new Input(old.type(), old.required(), value, old.options()));
    return this;
  }

  /**
   * The {@code run-name:}; {@code ${{ inputs.x }}} and {@code ${{ github.actor }}} are filled in.
   */
  public GithubWorkflow runName(String template) {
    this.runName = template;
    return this;
  }

  /** Adds a job with its own steps; without any, a run has one job with one step. */
  public GithubWorkflow job(String job, String... steps) {
    jobs.put(job, List.of(steps));
    return this;
  }

  /** What is noted at a job when it fails. */
  public GithubWorkflow annotations(String job, GithubRun.Annotation... noted) {
    annotations.put(job, List.of(noted));
    return this;
  }

  /** How runs that start from now on will go. */
  public GithubWorkflow plan(Plan plan) {
    this.plan = plan;
    return this;
  }

  /** Removes the {@code workflow_dispatch} trigger. */
  public GithubWorkflow noTrigger() {
    trigger = false;
    return this;
  }

  /** The file as it stands in the repository, however unusual; what a dispatch takes stays. */
  public GithubWorkflow text(String yaml) {
    text = yaml;
    return this;
  }

  /** The file is not at this branch or tag. */
  public GithubWorkflow absent() {
    absent = true;
    return this;
  }

  boolean isAbsent() {
    return absent;
  }

  /** The state that GitHub shows; anything but {@code active} refuses a dispatch. */
  public GithubWorkflow state(String state) {
    this.state = state;
    return this;
  }

  /** Gives a branch or tag its own content of this file. It starts empty: no inputs, no jobs. */
  public GithubWorkflow at(String ref, Consumer<GithubWorkflow> content) {
    GithubWorkflow other = new GithubWorkflow(id, file);
    other.name = name;
    other.plan = plan;
    content.accept(other);
    otherRefs.put(ref, other);
    return this;
  }

  /** The numeric id, which a dispatch accepts instead of the file name. */
  public long id() {
    return id;
  }

  String file() {
    return file;
  }

  String path() {
    return ".github/workflows/" + file;
  }

  String name() {
    return name;
  }

  String state() {
    return state;
  }

  boolean active() {
    return state.equals("active");
  }

  boolean hasTrigger() {
    return trigger;
  }

  Plan plan() {
    return plan;
  }

  Map<String, Input> inputs() {
    return inputs;
  }

  Map<String, List<String>> jobs() {
    return jobs;
  }

  List<GithubRun.Annotation> annotations(String job) {
    return annotations.getOrDefault(job, List.of());
  }

  String runName() {
    return runName;
  }

  GithubWorkflow contentAt(String ref) {
    return otherRefs.getOrDefault(ref, this);
  }

  /** The file's text, as far as it is known here. */
  String yaml() {
    if (text != null) {
      return text;
    }
    StringBuilder text = new StringBuilder("name: ").append(name).append('\n');
    if (runName != null) {
      text.append("run-name: ").append(runName).append('\n');
    }
    text.append("on:\n").append(trigger ? "  workflow_dispatch:\n" : "  push:\n");
    if (trigger && !inputs.isEmpty()) {
      text.append("    inputs:\n");
      inputs.forEach((input, declared) -> appendInput(text, input, declared));
    }
    return text.append("jobs:\n  run:\n    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n")
        .toString();
  }

  private static void appendInput(StringBuilder text, String input, Input declared) {
    text.append("      ").append(input).append(":\n");
    text.append("        type: ").append(declared.type()).append('\n');
    text.append("        required: ").append(declared.required()).append('\n');
    if (declared.defaultValue() != null) {
      text.append("        default: '").append(declared.defaultValue()).append("'\n");
    }
    if (!declared.options().isEmpty()) {
      text.append("        options: [").append(String.join(", ", declared.options())).append("]\n");
    }
  }
}
