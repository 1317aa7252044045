package dev.portgithub.run;

/**
 * A claimed row of table repository: a repository with open workflow runs, as one of their actions
 * spells it.
 *
 * @param spellings how many rows there are for it that are polled, this one included
 */
public record Repository(
    String org,
    String repo,
    long claim,
    int attempts,
    long generation,
    String etag,
    int spellings) {
  /** The same for all spellings of the repository. */
  public String repositoryKey() {
    return Target.keyOf(org, repo);
  }

  @Override
  public String toString() {
    return org + "/" + repo;
  }
}
