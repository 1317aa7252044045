package dev.portgithub.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portgithub.flow.SpringBootBackend;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/**
 * A person logs into Hawtio and sees the routes and their diagram; and the pages of the simulators.
 */
class HawtioInBrowserTest {
  @Test
  void after_the_login_the_routes_and_their_diagram_are_seen(@TempDir Path folder) {
    assumeTrue(
        Browser.present(), "No chromium and chromedriver on the path: Hawtio is not looked at");
    try (World world = new World();
        SpringBootBackend backend =
            new SpringBootBackend(world.settings(BackendSettings.h2(folder)));
        Browser browser = Browser.open()) {
      PortRun run = world.deploy();
      world.awaitRun(run, seen -> !seen.link().isEmpty());

      browser.go("http://127.0.0.1:" + backend.port() + "/hawtio");
      browser.await(By.name("username")).sendKeys("admin");
      browser.await(By.name("password")).sendKeys("operator-password");
      browser.await(By.cssSelector("button[type=submit]")).click();
      browser.awaitAddress(address -> address.contains("/observe/hawtio"));

      browser.go("http://127.0.0.1:" + backend.port() + "/observe/hawtio/camel");
      browser.click(By.xpath("//*[text()='routes']"));
      browser.awaitPresence(By.cssSelector(".react-flow__node"));
      browser.screenshot("hawtio-routes");
      browser.click(By.xpath("//*[text()='Expand all']"));
      browser.screenshot("hawtio-tree");
      browser.click(By.xpath("//*[text()='finish-run']"));
      browser.awaitPresence(box("record-end"));
      browser.screenshot("hawtio-diagram");
      browser.click(By.xpath("//*[text()='dispatch-workflow']"));
      browser.awaitPresence(box("refuse-run"));
      browser.screenshot("hawtio-dispatch-workflow");
      browser.click(By.xpath("//*[text()='start-workflow']"));
      browser.awaitPresence(box("write-intent"));
      browser.screenshot("hawtio-start-workflow");

      browser.go(world.port.url());
      browser.awaitText(run.id());
      browser.screenshot("port");
      browser.go(world.github.url());
      browser.awaitText("deploy.yml");
      browser.screenshot("github");
    }
  }

  /** A step as the diagram draws it, not as the tree beside it names it. */
  private static By box(String step) {
    return By.xpath("//*[contains(@class, 'react-flow__node')][contains(., '" + step + "')]");
  }
}
