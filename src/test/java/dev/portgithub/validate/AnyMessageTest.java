package dev.portgithub.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.simulator.SignedInvocation;
import dev.portgithub.world.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever a topic holds, validation finds one of its outcomes, and nothing that was not signed is
 * accepted or refused. More messages than here:
 *
 * <pre>./mvnw test -Dtest=AnyMessageTest -DargLine="-Dfuzz.messages=1000000 -Dfuzz.seed=7"</pre>
 */
class AnyMessageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final int MESSAGES = Integer.getInteger("fuzz.messages", 10_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261128);

  private static final List<String> FIXTURES =
      List.of(
          "e1-v1-create.json",
          "e2-v1-day2-omit-payload.json",
          "e3-v2-deploy.json",
          "e4-v2-smallest.json",
          "e5-v2-automation.json",
          "e6-skip-kafka-body.json",
          "e7-skip-webhook-agent.json",
          "e8-skip-workflow-node.json",
          "e9-skip-change-log.json");

  private enum Found {
    ACCEPTED,
    REFUSED,
    SKIPPED,
    PARKED
  }

  private final Random random = new Random(SEED);
  private final MessageReader reader = new MessageReader(1 << 20);
  private final Classifier classifier = new Classifier();
  private final SignatureVerifier verifier =
      new SignatureVerifier(TestSettings.CLIENT_SECRET, null);
  private final UnsignedRecords unsigned = new UnsignedRecords(TestSettings.with(), "park");
  private final InvocationRules rules = Sample.RULES;
  private final Outcomes outcomes =
      new Outcomes(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(15));
  private final List<ObjectNode> samples = samples();

  @Test
  @Tag("P1")
  void every_message_has_one_of_the_outcomes() {
    Map<Found, Integer> found = new EnumMap<>(Found.class);
    for (int number = 0; number < MESSAGES; number++) {
      boolean sign = random.nextInt(4) > 0;
      byte[] value = sign ? signed() : bytesByChance();
      Found outcome = judge(number, value);
      if (!sign) {
        assertThat(outcome)
            .as(() -> "message without a signature: " + text(value))
            .isIn(Found.SKIPPED, Found.PARKED);
      }
      found.merge(outcome, 1, Integer::sum);
    }
    assertThat(found.keySet()).as("%s", found).containsExactly(Found.values());
  }

  private Found judge(int number, byte[] value) {
    ReceivedRecord record = new ReceivedRecord("t", 0, number, NOW, value);
    try {
      JsonRecord message = reader.read(value);
      classifier.requireOurs(message);
      Proof proof = unsigned.judge(verifier.verify(message), record);
      Invocation invocation = rules.check(message);
      Outcome.Accepted accepted = (Outcome.Accepted) outcomes.accepted(record, invocation, proof);
      assertThat(accepted.arrival(new byte[0]).runId()).isEqualTo(invocation.runId());
      return Found.ACCEPTED;
    } catch (NotOurs notOurs) {
      return Found.SKIPPED;
    } catch (InvalidInvocation invalid) {
      return Found.REFUSED;
    } catch (Unprovable unprovable) {
      return Found.PARKED;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("No outcome for message " + number + ": " + text(value), e);
    }
  }

  private static String text(byte[] value) {
    return value == null ? "none" : new String(value, StandardCharsets.UTF_8);
  }

  private byte[] signed() {
    ObjectNode message = sample();
    for (int change = random.nextInt(4); change > 0; change--) {
      changeSomewhere(message);
    }
    return random.nextBoolean()
        ? SignedInvocation.formA(message, TestSettings.CLIENT_SECRET, NOW.getEpochSecond())
        : SignedInvocation.formA(
            message.toString(), TestSettings.CLIENT_SECRET, NOW.getEpochSecond());
  }

  private byte[] bytesByChance() {
    byte[] value = SignedInvocation.unsigned(sample());
    int kind = random.nextInt(5);
    if (kind == 0) {
      return random.nextBoolean() ? null : new byte[0];
    }
    if (kind == 1) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    for (int change = random.nextInt(6); change > 0; change--) {
      value[random.nextInt(value.length)] = (byte) random.nextInt(256);
    }
    int end = kind == 2 ? random.nextInt(value.length) : value.length;
    byte[] part = new byte[end];
    System.arraycopy(value, 0, part, 0, end);
    return part;
  }

  private ObjectNode sample() {
    return samples.get(random.nextInt(samples.size())).deepCopy();
  }

  /** Puts something else at a place of the tree, takes it away, or adds to it. */
  private void changeSomewhere(ObjectNode root) {
    List<JsonNode> places = new ArrayList<>();
    collect(root, places);
    JsonNode place = places.get(random.nextInt(places.size()));
    if (place instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name =
          names.isEmpty() || random.nextInt(5) == 0
              ? word()
              : names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.set(name, anything());
      }
    } else if (place instanceof ArrayNode array) {
      array.add(anything());
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    places.add(node);
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        collect(child, places);
      }
    }
  }

  private JsonNode anything() {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(random.nextLong());
      case 3 -> NODES.numberNode(random.nextGaussian() * 1e300);
      case 4 -> NODES.textNode("");
      case 5 -> NODES.textNode("../../../" + word());
      case 6 -> NODES.textNode("{{ .inputs." + word() + " }}");
      case 7 -> NODES.textNode("\u0000\u202E\uFEFF" + (char) random.nextInt(0x10000));
      case 8 -> NODES.textNode("x".repeat(random.nextInt(70_000)));
      case 9 -> NODES.objectNode().set(word(), NODES.textNode(word()));
      case 10 -> NODES.arrayNode().add(word()).add(random.nextInt());
      case 11 -> deep();
      case 12 -> sample();
      default -> NODES.textNode(word());
    };
  }

  private JsonNode deep() {
    JsonNode node = NODES.textNode("bottom");
    for (int level = random.nextInt(400); level > 0; level--) {
      node = random.nextBoolean() ? NODES.arrayNode().add(node) : NODES.objectNode().set("d", node);
    }
    return node;
  }

  private String word() {
    String[] words = {
      "ref",
      "type",
      "runId",
      "workflow",
      "repo",
      "org",
      "headers",
      "payload",
      "GITHUB",
      "main",
      "wfnr_1",
      "r_1",
      "true",
      "deploy.yml",
      "42",
      "__proto__",
      "X-Port-Signature",
      "é",
      "😀"
    };
    return words[random.nextInt(words.length)];
  }

  private static List<ObjectNode> samples() {
    List<ObjectNode> samples = new ArrayList<>();
    try {
      for (String fixture : FIXTURES) {
        ObjectNode message = (ObjectNode) JSON.readTree(Sample.text(fixture));
        message.remove("headers");
        samples.add(message);
      }
      for (JsonNode vector : JSON.readTree(Sample.text("signature-vectors.json"))) {
        ObjectNode message = (ObjectNode) JSON.readTree(vector.path("wireText").textValue());
        message.remove("headers");
        samples.add(message);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return samples;
  }
}
