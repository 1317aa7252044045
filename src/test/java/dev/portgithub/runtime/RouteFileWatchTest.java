package dev.portgithub.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.world.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which route files a start has read, and what has become of them. */
class RouteFileWatchTest {
  private static final String TICK = "05-tick.camel.yaml";

  @TempDir Path folder;
  private String patterns;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(Path.of("routes", TICK), folder.resolve(TICK));
    patterns = "file:" + folder + "/*.camel.yaml,file:" + folder.resolve("none") + "/*.camel.yaml";
  }

  @Test
  void files_as_they_ship_are_nobodys_edit_and_have_the_same_checksum_everywhere() {
    try (LogLines log = new LogLines(RouteFileWatch.class)) {
      RouteFileWatch watch = new RouteFileWatch(patterns);
      assertThat(watch.edited()).isEmpty();
      assertThat(watch.changed()).isEmpty();
      assertThat(watch.checksum())
          .hasSize(12)
          .isEqualTo(new RouteFileWatch("file:routes/05-*.camel.yaml").checksum());
      assertThat(log.lines())
          .contains("INFO Route files: 1, with checksum " + watch.checksum())
          .hasSize(2);
    }
  }

  @Test
  void an_edited_file_and_one_of_ones_own_are_named() throws IOException {
    String shipped = new RouteFileWatch(patterns).checksum();
    Files.writeString(folder.resolve(TICK), "# ours\n");
    Files.writeString(folder.resolve("own.camel.yaml"), "# ours\n");
    try (LogLines log = new LogLines(RouteFileWatch.class)) {
      RouteFileWatch watch = new RouteFileWatch(patterns);
      assertThat(watch.edited()).containsExactly(TICK, "own.camel.yaml");
      assertThat(watch.checksum()).isNotEqualTo(shipped);
      assertThat(log.lines()).singleElement().asString().endsWith(TICK + ", own.camel.yaml");
    }
  }

  @Test
  void a_file_that_changes_after_the_start_is_reported_and_logged_once() throws IOException {
    RouteFileWatch watch = new RouteFileWatch(patterns);
    try (LogLines log = new LogLines(RouteFileWatch.class)) {
      Files.delete(folder.resolve(TICK));
      assertThat(watch.changed()).containsExactly(TICK);
      assertThat(watch.changed()).containsExactly(TICK);
      assertThat(log.lines())
          .containsExactly(
              "WARN Route file "
                  + folder.resolve(TICK)
                  + " has changed since the start; the next start reads it");
    }
  }

  @Test
  void routes_of_the_class_path_are_not_watched() {
    assertThat(new RouteFileWatch(Backend.ROUTES_ON_CLASSPATH).checksum()).isEmpty();
  }
}
