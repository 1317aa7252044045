package dev.portgithub.run;

/** A claimed row of table repository: a repository with open workflow runs. */
public record Repository(
    String org, String repo, long claim, int attempts, long generation, String etag, int nextPage) {
  @Override
  public String toString() {
    return org + "/" + repo;
  }
}
