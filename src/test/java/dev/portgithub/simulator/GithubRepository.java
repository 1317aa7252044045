package dev.portgithub.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A simulated repository. It is private: who may not see it gets a 404. */
public final class GithubRepository {

  /** An issue that somebody opened. */
  public record Issue(int number, String title, String body, List<String> labels, String author) {}

  private final long id;
  private final AtomicLong workflowIds;
  private final Map<String, GithubWorkflow> workflows = new ConcurrentSkipListMap<>();
  private final Set<String> branches = ConcurrentHashMap.newKeySet();
  private final Set<String> tags = ConcurrentHashMap.newKeySet();
  private final List<Issue> issues = new CopyOnWriteArrayList<>();
  // Oldest first by creation; guarded by the world's lock.
  private final List<LiveGithubRun> runs = new ArrayList<>();
  private volatile String owner;
  private volatile String name;
  private volatile String defaultBranch = "main";
  private volatile boolean archived;
  private volatile Instant createdAt = Instant.parse("2020-02-02T20:20:20Z");
  private volatile Instant shownFrom = Instant.MIN;
  private volatile String missingPermissions;

  GithubRepository(long id, String owner, String name, AtomicLong workflowIds) {
    this.id = id;
    this.owner = owner;
    this.name = name;
    this.workflowIds = workflowIds;
    branches.add(defaultBranch);
  }

  /** Renames the default branch; "main" goes away. */
  public GithubRepository defaultBranch(String branch) {
    branches.remove(defaultBranch);
    branches.add(branch);
    defaultBranch = branch;
    return this;
  }

  /** Adds branches. */
  public GithubRepository branch(String... names) {
    branches.addAll(List.of(names));
    return this;
  }

  /** Adds tags. */
  public GithubRepository tag(String... names) {
    tags.addAll(List.of(names));
    return this;
  }

  /** Adds a workflow file, or changes it when it is there already. */
  public GithubRepository workflow(String file, Consumer<GithubWorkflow> content) {
    content.accept(
        workflows.computeIfAbsent(file, f -> new GithubWorkflow(workflowIds.incrementAndGet(), f)));
    return this;
  }

  /** Adds a workflow file without inputs. */
  public GithubRepository workflow(String file) {
    return workflow(file, w -> {});
  }

  /** Removes a workflow file; runs stay. */
  public GithubRepository removeWorkflow(String file) {
    workflows.remove(file);
    return this;
  }

  /** When it was created; long ago, unless this is called. */
  public GithubRepository createdAt(Instant created) {
    createdAt = created;
    return this;
  }

  /** Until then it answers 404, as a repository does that was just created. */
  public GithubRepository shownFrom(Instant from) {
    shownFrom = from;
    return this;
  }

  Instant createdAt() {
    return createdAt;
  }

  boolean isShown(Instant now) {
    return !now.isBefore(shownFrom);
  }

  /** An archived repository is read-only. */
  public GithubRepository archived(boolean archived) {
    this.archived = archived;
    return this;
  }

  /**
   * Refuses dispatches for want of a permission, naming it as {@code X-Accepted-GitHub-Permissions}
   * does ("actions=write"); null allows them again.
   */
  public GithubRepository forbidDispatch(String acceptedPermissions) {
    missingPermissions = acceptedPermissions;
    return this;
  }

  /** The issues, oldest first. */
  public List<Issue> issues() {
    return List.copyOf(issues);
  }

  /** The numeric id. */
  public long id() {
    return id;
  }

  /** {@code owner/name}, after a rename the new one. */
  public String fullName() {
    return owner + "/" + name;
  }

  /** The workflow of that file; it must be there. */
  public GithubWorkflow findWorkflowFile(String file) {
    GithubWorkflow workflow = workflows.get(file);
    if (workflow == null) {
      throw new IllegalArgumentException("no workflow " + file + " in " + fullName());
    }
    return workflow;
  }

  Optional<GithubWorkflow> findWorkflow(String idOrFile) {
    GithubWorkflow byFile = workflows.get(idOrFile);
    return byFile != null
        ? Optional.of(byFile)
        : workflows.values().stream()
            .filter(w -> String.valueOf(w.id()).equals(idOrFile))
            .findFirst();
  }

  List<GithubWorkflow> workflows() {
    return List.copyOf(workflows.values());
  }

  synchronized Issue addIssue(String title, String body, List<String> labels, String author) {
    Issue issue = new Issue(issues.size() + 1, title, body, labels, author);
    issues.add(issue);
    return issue;
  }

  void add(LiveGithubRun run) {
    int place = runs.size();
    while (place > 0 && runs.get(place - 1).created().isAfter(run.created())) {
      place--;
    }
    runs.add(place, run);
  }

  /** Oldest first; only under the world's lock. */
  List<LiveGithubRun> runsUnderLock() {
    return runs;
  }

  void rename(String newOwner, String newName) {
    owner = newOwner;
    name = newName;
  }

  String owner() {
    return owner;
  }

  String name() {
    return name;
  }

  String defaultBranch() {
    return defaultBranch;
  }

  boolean isArchived() {
    return archived;
  }

  String missingPermissions() {
    return missingPermissions;
  }

  boolean hasBranch(String branch) {
    return branches.contains(branch);
  }

  boolean hasTag(String tag) {
    return tags.contains(tag);
  }
}
