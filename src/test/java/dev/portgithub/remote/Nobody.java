package dev.portgithub.remote;

/** Calls GitHub without any token. */
enum Nobody implements Authorization {
  INSTANCE;

  @Override
  public String of(String credential) {
    return null;
  }

  @Override
  public String remote() {
    return "github";
  }
}
