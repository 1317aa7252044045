package dev.portgithub.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small disk of its own for the store, which can be filled. Needs the right to mount; without it
 * the folder is an ordinary one and is never full.
 */
final class Disk implements AutoCloseable {
  private static final int MEGABYTES = 512;

  private final Path folder;
  private final boolean mounted;

  Disk(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", folder.toString());
  }

  /** Removes what a run that was broken off has left. */
  static void unmount(Path folder) {
    run("umount", "-l", folder.toString());
  }

  Path folder() {
    return folder;
  }

  boolean canBeFilled() {
    return mounted;
  }

  /** To the last byte. */
  void fill() {
    byte[] block = new byte[64 * 1024];
    try (OutputStream ballast = Files.newOutputStream(ballast())) {
      for (int size = block.length; size >= 512; size /= 2) {
        writeUntilFull(ballast, block, size);
      }
    } catch (IOException e) {
      // Full, as it is meant to be.
    }
  }

  private static void writeUntilFull(OutputStream ballast, byte[] block, int size) {
    try {
      for (long written = 0; written < MEGABYTES * 1024L * 1024; written += size) {
        ballast.write(block, 0, size);
      }
    } catch (IOException e) {
      // Full for blocks of this size.
    }
  }

  void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() {
    if (mounted) {
      unmount(folder);
    }
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
