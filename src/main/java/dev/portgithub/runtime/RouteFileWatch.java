package dev.portgithub.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route files that a start has read: which of them differ from those that ship with this
 * version, and which were changed since, and so wait for the next start. Only plain files count,
 * not those on the class path.
 */
public final class RouteFileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFileWatch.class);
  private static final List<String> SHIPPED =
      List.of("/port-github-backend/routes/", "/port-github-backend/extensions/");

  private final Map<Path, String> read = new TreeMap<>();
  private final List<String> edited;
  private final Set<Path> told = ConcurrentHashMap.newKeySet();

  /**
   * Reads the files as they are now.
   *
   * @param patterns as in camel.main.routes-include-pattern
   */
  public RouteFileWatch(String patterns) {
    RequiredRoutes.files(patterns).forEach(file -> read.put(file, digest(file)));
    edited = findEdited();
    if (!read.isEmpty()) {
      LOG.info("Route files: {}, with checksum {}{}", read.size(), checksum(), aboutEdited());
    }
  }

  private String aboutEdited() {
    return edited().isEmpty() ? "" : "; not as they ship: " + String.join(", ", edited());
  }

  /** The same for the same files, whatever folder they are in; empty without files. */
  public String checksum() {
    if (read.isEmpty()) {
      return "";
    }
    StringBuilder all = new StringBuilder();
    read.forEach((file, digest) -> all.append(file.getFileName()).append(' ').append(digest));
    return hex(all.toString().getBytes(UTF_8)).substring(0, 12);
  }

  /** The names of files that differ from those of this version, or that it does not have. */
  public List<String> edited() {
    return edited;
  }

  private List<String> findEdited() {
    return read.entrySet().stream()
        .filter(entry -> SHIPPED.stream().noneMatch(place -> isSame(entry, place)))
        .map(entry -> entry.getKey().getFileName().toString())
        .toList();
  }

  /** The names of files that were changed or deleted since; each is logged once. */
  public List<String> changed() {
    List<Path> changed =
        read.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(digest(entry.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    for (Path file : changed) {
      if (told.add(file)) {
        LOG.warn("Route file {} has changed since the start; the next start reads it", file);
      }
    }
    return changed.stream().map(file -> file.getFileName().toString()).toList();
  }

  private static boolean isSame(Map.Entry<Path, String> file, String place) {
    try (InputStream original =
        RouteFileWatch.class.getResourceAsStream(place + file.getKey().getFileName())) {
      return original != null && file.getValue().equals(hex(original.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Path file) {
    try {
      return hex(Files.readAllBytes(file));
    } catch (NoSuchFileException gone) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hex(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
