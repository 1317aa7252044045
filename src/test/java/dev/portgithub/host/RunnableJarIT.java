package dev.portgithub.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The runnable jar holds what a backend needs, in the order in which a start needs it. */
class RunnableJarIT {
  private static final Path JAR = Path.of("target", "port-github-backend.jar");
  private static final String LIBRARIES = "BOOT-INF/lib/";

  @Test
  void it_is_no_larger_than_80_megabytes() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(80_000_000);
  }

  @Test
  void what_most_classes_of_a_start_come_from_is_first() throws IOException {
    assertThat(libraries().subList(0, 12))
        .anyMatch(name -> name.startsWith(LIBRARIES + "spring-core-"))
        .anyMatch(name -> name.startsWith(LIBRARIES + "camel-api-"))
        .anyMatch(name -> name.startsWith(LIBRARIES + "h2-"));
    assertThat(libraries()).doesNotHaveDuplicates().hasSizeGreaterThan(150);
  }

  @Test
  void the_pages_of_hawtio_are_there_without_source_maps() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      ZipEntry hawtio =
          jar.stream()
              .filter(entry -> entry.getName().startsWith(LIBRARIES + "hawtio-springboot-"))
              .findFirst()
              .orElseThrow();
      assertThat(hawtio.getMethod()).as("nested jars are stored").isEqualTo(ZipEntry.STORED);
      List<String> names;
      try (JarInputStream nested = new JarInputStream(jar.getInputStream(hawtio))) {
        names = Stream.iterate(next(nested), name -> name != null, any -> next(nested)).toList();
      }
      assertThat(names)
          .contains("hawtio-static/index.html")
          .anyMatch(name -> name.endsWith(".chunk.js"))
          .noneMatch(name -> name.endsWith(".map"));
    }
  }

  private static String next(JarInputStream jar) {
    try {
      ZipEntry entry = jar.getNextEntry();
      return entry == null ? null : entry.getName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> libraries() throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
          .toList();
    }
  }
}
