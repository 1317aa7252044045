package dev.portgithub.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * A person logs into Hawtio and sees the runs first, then the routes and their diagram; and the
 * pages of the simulators.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HawtioInBrowserTest {
  private World world;
  private SpringBootBackend backend;
  private Browser browser;
  private PortRun run;

  @BeforeAll
  void a_person_asks_for_a_run_and_logs_in(@TempDir Path folder) {
    assumeTrue(
        Browser.present(), "No chromium and chromedriver on the path: Hawtio is not looked at");
    world = new World();
    backend = new SpringBootBackend(world.settings(BackendSettings.h2(folder)));
    browser = Browser.open();
    run = world.deploy();
    world.awaitRun(run, seen -> !seen.link().isEmpty());
    // A link to a run from elsewhere survives the login.
    browser.go(address("/runs/" + run.id()));
    browser.await(By.name("username")).sendKeys("admin");
    browser.await(By.name("password")).sendKeys("operator-password");
    browser.await(By.cssSelector("button[type=submit]")).click();
    browser.awaitAddress(
        address -> address.endsWith("/observe/hawtio/port-runs#/runs/" + run.id()));
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
      backend.close();
      world.close();
    }
  }

  @Test
  void the_tab_port_runs_is_first_in_the_menu_and_what_is_seen_first() {
    browser.go(address("/"));
    browser.awaitAddress(address -> address.endsWith("/observe/hawtio/port-runs"));
    browser.await(By.cssSelector(".port-runs h1"));
    assertThat(browser.await(By.cssSelector("li[class*=nav__item]")).getText())
        .isEqualTo("Port runs");
  }

  @Test
  void the_routes_and_their_diagram_are_seen() {
    browser.go(address("/observe/hawtio/camel"));
    browser.click(By.xpath("//*[text()='routes']"));
    browser.awaitPresence(By.cssSelector(".react-flow__node"));
    browser.screenshot("hawtio-routes");
    browser.click(By.xpath("//*[text()='Expand all']"));
    browser.screenshot("hawtio-tree");
    browser.click(By.xpath("//*[text()='finish-run']"));
    browser.awaitPresence(box("record-end"));
    browser.screenshot("hawtio-diagram");
    browser.click(By.xpath("//*[text()='dispatch-workflow']"));
    browser.awaitPresence(box("to-settle-refusal"));
    browser.screenshot("hawtio-dispatch-workflow");
    browser.click(By.xpath("//*[text()='start-workflow']"));
    browser.awaitPresence(box("write-intent"));
    browser.screenshot("hawtio-start-workflow");
  }

  @Test
  void the_pages_of_the_simulators_show_the_run() {
    browser.go(world.port.url());
    browser.awaitText(run.id());
    browser.screenshot("port");
    browser.go(world.github.url());
    browser.awaitText("deploy.yml");
    browser.screenshot("github");
  }

  private String address(String path) {
    return "http://127.0.0.1:" + backend.port() + path;
  }

  /** A step as the diagram draws it, not as the tree beside it names it. */
  private static By box(String step) {
    return By.xpath("//*[contains(@class, 'react-flow__node')][contains(., '" + step + "')]");
  }
}
