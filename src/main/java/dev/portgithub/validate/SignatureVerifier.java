package dev.portgithub.validate;

import dev.portgithub.Settings;
import dev.portgithub.run.Why;
import dev.portgithub.validate.JsonText.Member;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that Port wrote a message: {@code v1,} and the base64 of HMAC-SHA256 over {@code
 * timestamp.text}, keyed with the organisation's client secret.
 *
 * <p>The text is what was received, minus blanks between tokens and minus either the whole {@code
 * headers} member (form A) or only the two signature members in it (form B). Which form Port uses
 * for GitHub is not published, so both are tried; either needs the secret. Format and forms: Port's
 * public agent and its documentation on verifying signatures.
 *
 * <p>It only reads the timestamp: an old one is not wrong, since Kafka may keep records for long,
 * but is confirmed with Port ({@link Outcomes}). Run ids make a record count once. Thread-safe.
 */
public final class SignatureVerifier {
  private static final String SIGNATURE = "x-port-signature";
  private static final String TIMESTAMP = "x-port-timestamp";
  // Digits only: with a free text the dot between timestamp and text could be moved.
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,19}");

  private static final BigInteger LAST = BigInteger.valueOf(Instant.MAX.getEpochSecond());

  private final List<SecretKeySpec> keys = new ArrayList<>();

  /**
   * @param secret Port's client secret, the full string
   * @param previousSecret the one before a rotation, or null or blank
   */
  public SignatureVerifier(String secret, String previousSecret) {
    if (secret == null || secret.isBlank()) {
      throw new IllegalArgumentException("The client secret of Port is empty: PORT_CLIENT_SECRET");
    }
    keys.add(key(secret));
    if (previousSecret != null && !previousSecret.isBlank()) {
      keys.add(key(previousSecret));
    }
  }

  public static SignatureVerifier of(Settings settings) {
    return new SignatureVerifier(settings.portClientSecret(), settings.previousPortClientSecret());
  }

  /**
   * Returns when Port signed the message, {@link Proof#NONE} for no signature at all; throws {@link
   * Unprovable} ({@code WRONG_SIGNATURE}) for everything in between, such as one of the two members
   * alone.
   */
  public Proof verify(JsonRecord message) {
    JsonText root = JsonText.of(message.text());
    JsonText headers = root.at("headers");
    if (headers == null || !headers.isObject()) {
      return Proof.NONE;
    }
    List<JsonText> signatures = named(SIGNATURE, headers);
    List<JsonText> timestamps = named(TIMESTAMP, headers);
    if (signatures.isEmpty() && timestamps.isEmpty()) {
      return Proof.NONE;
    }
    if (signatures.size() != 1 || timestamps.size() != 1) {
      throw wrong("one X-Port-Signature and one X-Port-Timestamp belong together");
    }
    byte[] given = signature(signatures.get(0));
    String seconds = seconds(timestamps.get(0));
    String prefix = seconds + ".";
    List<String> forms = forms(root);
    boolean genuine = false;
    for (SecretKeySpec key : keys) {
      for (String form : forms) {
        genuine |= MessageDigest.isEqual(hmac(key, prefix + form), given);
      }
    }
    if (!genuine) {
      throw wrong("it was not made over this text with the configured client secret");
    }
    return new Proof(true, at(seconds));
  }

  /** A time so far away that Java has no instant for it is the last one. */
  private static Instant at(String seconds) {
    BigInteger second = new BigInteger(seconds);
    return second.compareTo(LAST) > 0
        ? Instant.ofEpochSecond(LAST.longValue())
        : Instant.ofEpochSecond(second.longValue());
  }

  /** What may have been signed: form A, then form B. */
  static List<String> forms(JsonText root) {
    return List.of(
        root.compactWithout(SignatureVerifier::isHeaders),
        root.compact(
            member ->
                isHeaders(member)
                    ? member.value().compactWithout(SignatureVerifier::isProof)
                    : member.value().compact()));
  }

  private static List<JsonText> named(String name, JsonText headers) {
    return headers.members().stream()
        .filter(member -> lower(member).equals(name))
        .map(Member::value)
        .toList();
  }

  private static boolean isHeaders(Member member) {
    return member.name().equals("headers");
  }

  private static boolean isProof(Member member) {
    return lower(member).equals(SIGNATURE) || lower(member).equals(TIMESTAMP);
  }

  private static String lower(Member member) {
    return member.name().toLowerCase(Locale.ROOT);
  }

  private static byte[] signature(JsonText value) {
    if (!value.isString() || !value.string().startsWith("v1,")) {
      throw wrong("only text that starts with \"v1,\" is known");
    }
    return value.string().substring(3).getBytes(StandardCharsets.UTF_8);
  }

  private static String seconds(JsonText value) {
    String text = value.isString() ? value.string() : value.compact();
    if (!SECONDS.matcher(text).matches()) {
      throw wrong("X-Port-Timestamp is not a number of seconds");
    }
    return text;
  }

  private static SecretKeySpec key(String secret) {
    return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      // Compared as base64 text, so that there is one accepted spelling of a signature.
      return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }

  private static Unprovable wrong(String why) {
    return new Unprovable(
        new Why(
            "WRONG_SIGNATURE",
            "The signature in the record's headers cannot be accepted: " + why + ".",
            "Check that PORT_CLIENT_SECRET is the client secret of the organisation that owns the"
                + " topic. After a rotation set port.previous-client-secret to the old secret"
                + " until no older records are left, then replay. If both are right, somebody else"
                + " wrote or changed the record."));
  }
}
