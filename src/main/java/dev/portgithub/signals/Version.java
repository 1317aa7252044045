package dev.portgithub.signals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version runs. */
public final class Version {
  /** Written by the build; the same in the library, the runnable jar and the tests. */
  public static final String OF_BACKEND = read();

  static final String OF_JAVA = Runtime.version().toString();

  private Version() {}

  private static String read() {
    Properties version = new Properties();
    try (InputStream file =
        Version.class.getResourceAsStream("/port-github-backend/version.properties")) {
      version.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return version.get("version").toString();
  }
}
