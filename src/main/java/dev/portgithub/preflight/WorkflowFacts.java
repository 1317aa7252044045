package dev.portgithub.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.run.Run;
import dev.portgithub.run.Target;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * What GitHub has shown of workflows and their files, in the memory of this instance and within
 * bounds.
 *
 * <p>What lets a run pass is believed for a while, since GitHub checks it again. What stands in a
 * run's way is believed only at the moment when GitHub shows it.
 */
public final class WorkflowFacts {
  /** Read for this run, or for one at the same time. */
  private static final Duration JUST_NOW = Duration.ofSeconds(3);

  /** One that GitHub does not show may be there soon. */
  private static final Duration NOT_SHOWN = Duration.ofMinutes(1);

  private static final int LONGEST_ADDRESS = 500;

  private final Clock clock;
  private final Duration keep;
  private final Remembered<Known.State> states = new Remembered<>(state -> 500);
  private final Remembered<Known.File> files = new Remembered<>(Known.File::weight);

  /** By the SHA of the blob: the same file in many branches and repositories is read once. */
  private final Remembered<WorkflowFile> blobs = new Remembered<>(WorkflowFile::weight);

  /** Files whose inputs are passed as they are for a while. */
  private final Remembered<Instant> leftAlone = new Remembered<>(until -> 300);

  /**
   * @param keep how long what lets a run pass is believed
   */
  public WorkflowFacts(Clock clock, Duration keep) {
    this.clock = clock;
    this.keep = keep;
  }

  Known.State state(Run run) {
    return states.get(workflow(run));
  }

  Known.File file(Run run) {
    return files.get(key(run));
  }

  /** Has GitHub to be asked for the state? */
  boolean isStateDue(Run run) {
    Known.State state = state(run);
    return state == null || !isBelieved(state.readAt(), keepOf(state));
  }

  private Duration keepOf(Known.State state) {
    return state.isDisabled() ? JUST_NOW : state.value().isEmpty() ? NOT_SHOWN : keep;
  }

  /** Has GitHub to be asked for the file? */
  boolean isFileDue(Run run) {
    Known.File file = file(run);
    if (file == null) {
      return true;
    }
    boolean stands = file.declared() != null && isWithoutTrigger(file);
    return !isBelieved(file.readAt(), stands ? JUST_NOW : keep);
  }

  static boolean isWithoutTrigger(Known.File file) {
    return file.declared().trigger() == WorkflowFile.Trigger.MISSING;
  }

  /** The file, while it is believed and can be read; null otherwise. */
  Known.File believed(Run run) {
    Known.File file = file(run);
    boolean believed = file != null && file.declared() != null && isBelieved(file.readAt(), keep);
    return believed && !isLeftAlone(run) ? file : null;
  }

  Instant now() {
    return Instant.now(clock);
  }

  boolean isJustNow(Instant readAt) {
    return isBelieved(readAt, JUST_NOW);
  }

  private boolean isBelieved(Instant readAt, Duration time) {
    return readAt.isAfter(Instant.now(clock).minus(time));
  }

  /** Has to be asked for again. */
  void doubt(Run run) {
    Known.State state = state(run);
    Known.File file = file(run);
    if (state != null) {
      states.put(workflow(run), state.readAt(Instant.MIN));
    }
    if (file != null) {
      files.put(key(run), file.readAt(Instant.MIN));
    }
  }

  /** What is done to its inputs does not please GitHub: they are passed as they are. */
  void leaveAlone(Run run) {
    leftAlone.put(key(run), Instant.now(clock).plus(NOT_SHOWN.multipliedBy(10)));
  }

  private boolean isLeftAlone(Run run) {
    Instant until = leftAlone.get(key(run));
    return until != null && Instant.now(clock).isBefore(until);
  }

  void learnState(WorkflowLook look, RemoteAnswer answer) {
    Instant now = Instant.now(clock);
    if (answer.notModified() && look.state() != null) {
      states.put(workflow(look.run()), look.state().readAt(now));
      return;
    }
    String file = Target.fileName(answer.json().path("path").asText(""));
    states.put(
        workflow(look.run()),
        new Known.State(
            answer.json().path("state").asText(""),
            Target.isFile(file) && !file.contains("/") ? file : null,
            answer.etag(),
            now));
  }

  /** GitHub shows no such workflow, or not yet. */
  void learnNoState(WorkflowLook look) {
    states.put(workflow(look.run()), new Known.State("", null, null, Instant.now(clock)));
  }

  void learnFile(WorkflowLook look, RemoteAnswer answer) {
    Instant now = Instant.now(clock);
    if (answer.notModified() && look.file() != null) {
      files.put(key(look.run()), look.file().readAt(now));
      return;
    }
    String address = answer.json().path("html_url").asText("");
    boolean shown = address.matches("https?://[\\w./:%@-]+") && address.length() < LONGEST_ADDRESS;
    files.put(
        key(look.run()),
        new Known.File(declared(answer.json()), shown ? address : null, answer.etag(), now));
  }

  /** GitHub does not let it be read, or it is not there. */
  void learnNoFile(WorkflowLook look, boolean forbidden) {
    Instant now = Instant.now(clock);
    Instant readAt = forbidden ? now : now.minus(keep).plus(NOT_SHOWN);
    files.put(key(look.run()), new Known.File(null, null, null, readAt));
  }

  private WorkflowFile declared(JsonNode json) {
    String sha = json.path("sha").asText("");
    WorkflowFile known = sha.isEmpty() ? null : blobs.get(sha);
    if (known != null) {
      return known;
    }
    // A link, a folder or a large file comes in another form.
    boolean plain =
        json.path("type").asText("").equals("file")
            && json.path("encoding").asText("").equals("base64");
    WorkflowFile read = plain ? read(json.path("content").asText("")) : WorkflowFile.UNKNOWN;
    if (!sha.isEmpty()) {
      blobs.put(sha, read);
    }
    return read;
  }

  private static WorkflowFile read(String base64) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64);
      return WorkflowYaml.read(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return WorkflowFile.UNKNOWN;
    }
  }

  private static String workflow(Run run) {
    return run.target().repositoryKey() + "\n" + run.target().workflow();
  }

  static String key(Run run) {
    return workflow(run) + "\n" + run.target().ref();
  }
}
