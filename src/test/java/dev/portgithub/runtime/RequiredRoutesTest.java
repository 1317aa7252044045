package dev.portgithub.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.flow.CamelMainBackend;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the process ends without its routes is the business of StartFailuresTest. */
class RequiredRoutesTest {
  @Test
  void a_runtime_that_embeds_the_routes_does_not_start_without_them(@TempDir Path folder)
      throws IOException {
    Files.copy(Path.of("routes", "01-beans.camel.yaml"), folder.resolve("01-beans.camel.yaml"));
    Map<String, String> settings = TestSettings.values();
    settings.put("database.url", BackendSettings.h2(folder));
    settings.put("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml");
    assertThatThrownBy(() -> new CamelMainBackend(settings))
        .isInstanceOf(RequiredRoutes.Missing.class)
        .hasMessageContaining(Backend.ROUTES.size() + " routes are missing in " + folder)
        .hasMessageContaining("dispatch-workflow");
  }

  @Test
  void routes_that_were_loaded_in_another_way_are_missed_too() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      assertThatThrownBy(() -> RequiredRoutes.require(camel))
          .isInstanceOf(RequiredRoutes.Missing.class)
          .hasMessageStartingWith(
              Backend.ROUTES.size()
                  + " routes are missing in what was loaded (working directory: ");
    }
  }

  @Test
  void one_place_of_several_that_holds_files_will_do(@TempDir Path folder) {
    String nothing = "file:" + folder + "/*.camel.yaml";
    assertThatCode(() -> RequiredRoutes.requireFiles(nothing + ", file:routes/*.camel.yaml"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> RequiredRoutes.requireFiles(nothing + ",file:nowhere/*.yaml"))
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(Path.of("nowhere").toAbsolutePath() + ", which does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "classpath:routes/*.camel.yaml", "file:rou*/*.camel.yaml"})
  void places_that_only_camel_can_look_into_are_left_to_it(String pattern) {
    assertThatCode(() -> RequiredRoutes.requireFiles(pattern)).doesNotThrowAnyException();
  }
}
