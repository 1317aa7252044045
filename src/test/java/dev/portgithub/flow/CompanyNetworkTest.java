package dev.portgithub.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portgithub.simulator.CompanyProxy;
import dev.portgithub.simulator.GithubSimulator;
import dev.portgithub.simulator.KafkaBroker;
import dev.portgithub.simulator.PortRun;
import dev.portgithub.simulator.PrivateCa;
import dev.portgithub.world.BackendSettings;
import dev.portgithub.world.World;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * From inside a company: Port and GitHub are behind a proxy that asks for a password, under names
 * that only it can find; their certificates, and those of the brokers, come from the company's own
 * authority; the brokers ask for a certificate.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompanyNetworkTest {
  @Test
  @Tag("P5")
  void a_deployment_goes_through_proxy_private_ca_and_mutual_tls(
      @TempDir Path folder, CapturedOutput output) {
    PrivateCa ca = new PrivateCa("company");
    PrivateCa.Issued ours = ca.issue("port-github-backend");
    try (KafkaBroker broker = KafkaBroker.withMutualTls(ca);
        World world =
            new World(broker, GithubSimulator.builder().token(World.TOKEN, "deploy-bot"));
        CompanyProxy proxy =
            new CompanyProxy(ca, "back@end:pass:word%")
                .with("api.port.company", world.port.url())
                .with("github.company", world.github.url())) {
      Map<String, String> settings = world.settings(BackendSettings.h2(folder));
      settings.put("port.api-url", "https://api.port.company");
      settings.put("github.api-url", "https://github.company");
      settings.put("network.proxy", "http://back%40end:pass%3Aword%25@127.0.0.1:" + proxy.port());
      settings.put("network.no-proxy", "intern.company, .else.where");
      settings.put("network.ca-file", ca.file(folder).toString());
      settings.put("kafka.security-protocol", "SSL");
      settings.put(
          "kafka.certificate-file",
          PrivateCa.write(folder.resolve("client.crt"), ours.certificatePem()).toString());
      settings.put(
          "kafka.private-key-file",
          PrivateCa.write(folder.resolve("client.key"), ours.keyPem()).toString());
      try (SpringBootBackend backend = new SpringBootBackend(settings)) {
        PortRun run = world.deploy();
        PortRun linked = world.awaitRun(run, seen -> seen.externalRunId() != null);
        world.github.complete(Long.parseLong(linked.externalRunId()), "success");
        world.awaitEnd(run);
      }
      assertThat(proxy.tunnels()).contains("api.port.company", "github.company");
      assertThat(proxy.heads()).noneMatch(head -> head.contains(World.TOKEN));
      assertThat(output.getAll())
          .doesNotContain("pass:word", "pass%3Aword", ours.keyPem().lines().toList().get(1));
    }
  }
}
