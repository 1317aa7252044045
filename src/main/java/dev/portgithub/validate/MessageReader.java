package dev.portgithub.validate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.portgithub.run.Why;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Turns the value of a record into a {@link JsonRecord}, or says why it is none.
 *
 * <p>It is strict, because later checks read the same text in two ways (as a tree and as text) that
 * must never disagree: UTF-8 without malformed bytes, one JSON value and nothing after it, no
 * duplicate member names, no byte order mark (RFC 8259 forbids senders to write one, and dropping
 * it would change what was signed), at most {@value #MAX_DEPTH} levels. A hostile value costs time
 * and memory in proportion to its size and cannot overflow the stack.
 *
 * <p>A string may hold half of a surrogate pair, as an escape: that is how JavaScript prints a text
 * that was cut in the middle of an emoji. The signature covers it as received; whoever takes a text
 * out of a message to send or keep it replaces the half, see {@link dev.portgithub.run.Texts}.
 *
 * <p>Throws {@link NotOurs} ({@code EMPTY}, {@code NOT_AN_INVOCATION} for an array, which is the
 * user-defined body of a Kafka backend) or {@link Unprovable} ({@code TOO_LARGE}, {@code NOT_JSON},
 * {@code NOT_JSON_OBJECT}).
 */
public final class MessageReader {
  static final int MAX_DEPTH = 200;

  private final int maxBytes;
  private final ObjectReader json;

  /**
   * @param maxBytes the largest value that is looked at, in bytes
   */
  public MessageReader(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("The largest message must be at least 1 byte");
    }
    this.maxBytes = maxBytes;
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(maxBytes)
            .maxNameLength(maxBytes)
            .build();
    // Names come from strangers: with a shared name table they would pile up in memory, and names
    // made to collide in it end in an exception that is no JsonProcessingException.
    JsonFactory factory =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(limits)
            .build();
    this.json =
        new ObjectMapper(factory).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Reads one value; {@code null} and an empty one are tombstones. */
  public JsonRecord read(byte[] value) {
    if (value == null || value.length == 0) {
      throw new NotOurs("EMPTY", "The record has no value.");
    }
    if (value.length > maxBytes) {
      throw new Unprovable(
          new Why(
              "TOO_LARGE",
              "The record holds %d bytes, more than the %d that are read."
                  .formatted(value.length, maxBytes),
              "Pass less to the workflow, or raise validate.max-record-bytes and replay the record."));
    }
    String text = decode(value);
    JsonNode tree = parse(text);
    if (tree.isArray()) {
      throw new NotOurs("NOT_AN_INVOCATION", "The record is a JSON array, not an invocation.");
    }
    if (!tree.isObject()) {
      throw new Unprovable(
          new Why(
              "NOT_JSON_OBJECT",
              "The record is JSON, but not an object.",
              "Find out who wrote it."));
    }
    return new JsonRecord(value, text, tree);
  }

  private static String decode(byte[] value) {
    String text;
    try {
      // A new decoder reports malformed bytes; String's constructor would replace them.
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw notJson("it is not UTF-8 text");
    }
    if (text.startsWith("\uFEFF")) {
      throw notJson("it starts with a byte order mark");
    }
    return text;
  }

  private JsonNode parse(String text) {
    JsonNode tree;
    try {
      tree = json.readTree(text);
    } catch (JsonProcessingException e) {
      // Jackson's own words quote the text, which may hold secrets: keep the place only.
      JsonLocation at = e.getLocation();
      throw notJson(
          at == null
              ? "it breaks the rules of JSON"
              : "it goes wrong at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
    }
    if (tree.isMissingNode()) {
      throw notJson("it holds nothing but blanks");
    }
    return tree;
  }

  private static Unprovable notJson(String why) {
    return new Unprovable(
        new Why(
            "NOT_JSON",
            "The record is not strict JSON: " + why + ".",
            "Port writes strict JSON: look at the kept bytes and find out who wrote them."));
  }
}
