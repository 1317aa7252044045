package dev.portgithub.flow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Records that nobody should send: what is refused, parked or skipped must not stop what follows.
 */
final class Hostile {
  private static final int TEN_MEGABYTES = 10_000_000;

  private Hostile() {}

  static List<byte[]> records(World world) {
    List<byte[]> records = new ArrayList<>();
    records.add(null);
    records.add(new byte[0]);
    byte[] binary = new byte[500];
    new Random(7).nextBytes(binary);
    records.add(binary);
    for (String text :
        List.of(
            "null",
            "42",
            "\"text\"",
            "[]",
            "[{}]",
            "{}",
            "{",
            "not json",
            "<html></html>",
            "{\"context\":{\"runId\":17}}",
            "{\"payload\":{\"action\":{\"invocationMethod\":{\"type\":\"GITHUB\"}}}}",
            "{\"context\":{\"runId\":\"../../etc\"},\"payload\":{\"action\":{\"invocationMethod\":{\"type\":\"GITHUB\"}}}}",
            "{\"a\":1,\"a\":2}",
            "[".repeat(100_000))) {
      records.add(text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] large = new byte[TEN_MEGABYTES];
    Arrays.fill(large, (byte) 'x');
    records.add(large);
    records.add(signed(world, "../../../orgs", "repo", "deploy.yml"));
    records.add(signed(world, World.ORG, "..", "deploy.yml"));
    records.add(signed(world, World.ORG, World.REPO, "../../../user"));
    records.add(signed(world, World.ORG, World.REPO, "deploy.yml?ref=x"));
    return records;
  }

  private static byte[] signed(World world, String org, String repo, String workflow) {
    String runId = "r_hostile" + Math.abs((org + repo + workflow).hashCode());
    ObjectNode message =
        SignedInvocation.v2(
            world.port.orgId(), "act", runId, org, repo, workflow, World.inputs("h", "1"), true);
    return SignedInvocation.formA(message, world.port.clientSecret(), World.now());
  }
}
