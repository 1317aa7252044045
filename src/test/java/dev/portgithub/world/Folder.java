package dev.portgithub.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Folders that do not outlive what needs them. For tests: they have JUnit's. */
public final class Folder {
  private Folder() {}

  /** A new folder that goes with this JVM, with everything in it. */
  public static Path temporary(String name) {
    try {
      Path folder = Files.createTempDirectory(name);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With everything in it; does nothing when there is none. */
  public static void delete(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Files are left in " + folder, e);
    }
  }
}
