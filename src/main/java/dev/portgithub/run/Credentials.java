package dev.portgithub.run;

/** With which credential the repositories of an owner are called; each has limits of its own. */
public interface Credentials {
  /** Its name, never the secret. */
  String credential(String owner);
}
