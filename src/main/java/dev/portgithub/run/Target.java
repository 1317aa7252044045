package dev.portgithub.run;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run starts: a workflow of a repository, at a branch or tag.
 *
 * <p>It keeps the spelling of the action, and compares as GitHub does, which takes owner and
 * repository in any case. SQL compares {@link #repositoryKey}, a column of that name.
 *
 * @param workflow a file name, or the number of the workflow; before the dispatch perhaps the name
 *     that GitHub displays
 * @param ref null until the repository's default branch has been looked up
 */
public record Target(String org, String repo, String workflow, String ref) {
  /**
   * The workflow, which may have been named by its display name, and the ref, with whether that is
   * a default branch that was looked up.
   */
  static final String LOOKED_UP =
      """
      workflow = :target.workflow, ref_looked_up = case when ref is null then cast(:target.ref as varchar(255)) is not null else ref_looked_up end,
        ref = :target.ref
      """;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern WORKFLOW_PATH =
      Pattern.compile("(?:\\./|/)?\\.github/workflows/([^/\\\\]+\\.ya?ml)");

  /** The same for all spellings of a repository. */
  public String repositoryKey() {
    return keyOf(org, repo);
  }

  static String keyOf(String org, String repo) {
    return (org + "/" + repo).toLowerCase(Locale.ROOT);
  }

  /** The same workflow at this branch or tag; null: at the default branch. */
  public Target at(String branch) {
    return new Target(org, repo, workflow, branch);
  }

  /** The same place with the workflow that this file is. */
  public Target ofFile(String file) {
    return new Target(org, repo, file, ref);
  }

  /** Is the workflow named neither by its file nor by its number, but by what GitHub displays? */
  public boolean byDisplayName() {
    return !byFile() && !NUMBER.matcher(workflow).matches();
  }

  /** Is the workflow named by its file? It is named by its number otherwise. */
  public boolean byFile() {
    return isFile(workflow);
  }

  /** Is this the name of a file? It is a number otherwise. */
  public static boolean isFile(String workflow) {
    return workflow.endsWith(".yml") || workflow.endsWith(".yaml");
  }

  /** The file name out of a path in the folder of workflows; any other text as it is. */
  public static String fileName(String workflow) {
    Matcher path = WORKFLOW_PATH.matcher(workflow);
    return path.matches() ? path.group(1) : workflow;
  }

  /**
   * Is it at the branch or tag that GitHub shows by its bare name? One that it does not show, or
   * that has not been looked up, rules nothing out.
   */
  public boolean isAt(String branch) {
    return branch.isEmpty()
        || ref == null
        || branch.equals(ref.replaceFirst("^refs/(heads|tags)/", ""));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Target target
        && repositoryKey().equals(target.repositoryKey())
        && workflow.equals(target.workflow)
        && Objects.equals(ref, target.ref);
  }

  @Override
  public int hashCode() {
    return Objects.hash(repositoryKey(), workflow, ref);
  }

  /** As people write it: deploy.yml of acme/platform at main. */
  @Override
  public String toString() {
    return workflow + " of " + org + "/" + repo + (ref == null ? "" : " at " + ref);
  }
}
