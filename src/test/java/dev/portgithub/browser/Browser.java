package dev.portgithub.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium of this machine, if it has one with its driver on the path. */
final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static boolean present() {
    return program("chromium").isPresent() && program("chromedriver").isPresent();
  }

  static Browser open() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium").orElseThrow().toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1500,1000");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  void go(String address) {
    driver.get(address);
  }

  String address() {
    return driver.getCurrentUrl();
  }

  WebElement await(By element) {
    return waiting().until(ExpectedConditions.visibilityOfElementLocated(element));
  }

  /** Brought into view; it may be small or covered. */
  WebElement awaitPresence(By element) {
    // The page may draw it anew in between: then it is looked for again.
    return waiting()
        .ignoring(StaleElementReferenceException.class)
        .until(
            any -> {
              WebElement found = driver.findElement(element);
              driver.executeScript("arguments[0].scrollIntoView();", found);
              return found;
            });
  }

  /** Clicked as soon as it stands still. */
  void click(By element) {
    waiting()
        .ignoring(StaleElementReferenceException.class)
        .until(
            any -> {
              awaitPresence(element).click();
              return true;
            });
  }

  void awaitText(String text) {
    waiting().until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
  }

  /** Until the element says something else than before. */
  void awaitChange(By element, String before) {
    waiting()
        .ignoring(StaleElementReferenceException.class)
        .until(any -> !driver.findElement(element).getText().equals(before));
  }

  void awaitAddress(Predicate<String> condition) {
    waiting().until(any -> condition.test(driver.getCurrentUrl()));
  }

  /** As on a screen of this size, in the dark or not. */
  void screen(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                // What moves has no colour that could be measured.
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What would keep people out, by axe: one line for each rule that the element breaks. */
  List<String> barriers(String element) {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[1];
            axe.run(arguments[0], { resultTypes: ['violations'] }).then(
              result => done(result.violations.map(
                one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.target).join(', ')}`)),
              failure => done([String(failure)]));
            """,
            element);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  private WebDriverWait waiting() {
    return new WebDriverWait(driver, Duration.ofSeconds(30));
  }

  /** Kept under target/screenshots, to be looked at by people. */
  void screenshot(String name) {
    try {
      Path folder = Files.createDirectories(Path.of("target", "screenshots"));
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
