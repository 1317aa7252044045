package dev.portgithub.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
  void a_run_is_found_and_its_story_is_told() {
    show("/runs");
    browser.await(By.xpath("//tr[contains(., '" + run.id() + "')][contains(., 'Running')]"));
    browser.await(By.xpath("//li[.//h3='Poll'][.//div[dt='Waiting'][dd='1']]"));
    browser.screenshot("port-runs");

    browser.await(By.name("text")).sendKeys(run.id());
    browser.awaitAddress(address -> address.endsWith("#/runs?text=" + run.id()));
    browser.click(By.linkText(run.id()));
    assertThat(world.port.run(run.id()).link())
        .containsExactly(
            browser.await(By.linkText("Workflow run in GitHub")).getDomAttribute("href"));
    browser.awaitText("platform-workflows, deploy.yml at main");
    browser.screenshot("port-runs-story");
  }

  @Test
  void dispatching_is_stopped_with_a_reason_and_goes_on_when_it_is_resumed() {
    show("/runs");
    browser.click(By.xpath("//button[.='Stop dispatching, keep tracking']"));
    browser.await(By.name("why")).sendKeys("GitHub incident 4711");
    browser.click(By.cssSelector("dialog [type=submit]"));
    browser.awaitText("Dispatch is paused by admin: GitHub incident 4711.");
    PortRun held = world.deploy("held");
    browser.await(By.xpath("//tr[contains(., '" + held.id() + "')][contains(., 'Accepted')]"));
    browser.screenshot("port-runs-paused");
    assertThat(world.startedWith("held")).isEmpty();

    browser.click(By.xpath("//li[.//h3='Dispatch']//button[.='Resume']"));
    browser.click(By.cssSelector("dialog [type=submit]"));
    world.endWell(held, "held");
    show("/operations");
    browser.await(By.xpath("//tr[contains(., 'admin')][contains(., 'GitHub incident 4711')]"));
  }

  @Test
  void what_is_drawn_anew_keeps_what_people_type_and_look_at() {
    show("/runs");
    browser.await(By.name("repository")).sendKeys("platform");
    Object before = browser.script("return document.querySelector('.stage')");
    String seen = browser.await(By.cssSelector(".updated")).getText();
    browser.awaitChange(By.cssSelector(".updated"), seen);
    assertThat(browser.script("return document.querySelector('.stage')")).isEqualTo(before);
    assertThat(browser.script("return document.activeElement.value")).isEqualTo("platform");
  }

  @ParameterizedTest
  @CsvSource({"1440, false", "400, true"})
  void nothing_keeps_people_out(int width, boolean dark) {
    browser.screen(width, 1000, dark);
    for (String view : List.of("/runs", "/runs/" + run.id(), "/dead-letters", "/limits")) {
      show(view);
      assertThat(browser.barriers(".port-runs")).as(view).isEmpty();
      assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
          .as("nothing of %s is wider than the screen", view)
          .isLessThanOrEqualTo(width);
    }
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

  /** Another view of the tab; Hawtio is loaded only if it shows something else. */
  private void show(String fragment) {
    String tab = address("/observe/hawtio/port-runs");
    if (!browser.address().startsWith(tab)) {
      browser.go(tab);
      browser.await(By.cssSelector(".port-runs .view h2"));
    }
    browser.script("location.hash = arguments[0]", fragment);
    browser.await(By.cssSelector("[data-shows='#" + fragment + "'] h2"));
  }

  private String address(String path) {
    return "http://127.0.0.1:" + backend.port() + path;
  }

  /** A step as the diagram draws it, not as the tree beside it names it. */
  private static By box(String step) {
    return By.xpath("//*[contains(@class, 'react-flow__node')][contains(., '" + step + "')]");
  }
}
