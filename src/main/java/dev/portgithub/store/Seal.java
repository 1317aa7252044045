package dev.portgithub.store;

import dev.portgithub.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what the store keeps of an invocation: Port resolves its secrets in clear text into the
 * message, so inputs and parked records never rest in clear.
 *
 * <p>AES-256-GCM; the key is derived from the client secret of Port, which every instance has and
 * which is not in the store. After a rotation of that secret, what was sealed before opens with the
 * previous one, as long as it is configured.
 */
public final class Seal {
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final List<SecretKeySpec> keys = new ArrayList<>();

  /**
   * @param previousSecret the client secret before the last rotation, or blank
   */
  public Seal(String secret, String previousSecret) {
    keys.add(key(secret));
    if (previousSecret != null && !previousSecret.isBlank()) {
      keys.add(key(previousSecret));
    }
  }

  public static Seal of(Settings settings) {
    return new Seal(settings.portClientSecret(), settings.previousPortClientSecret());
  }

  public byte[] close(byte[] clear) {
    try {
      byte[] iv = new byte[IV_BYTES];
      random.nextBytes(iv);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.get(0), iv).doFinal(clear);
      return ByteBuffer.allocate(IV_BYTES + sealed.length).put(iv).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime cannot encrypt with AES-256-GCM", e);
    }
  }

  /**
   * @throws SealBroken when neither the present nor the previous client secret opens it
   */
  public byte[] open(byte[] sealed) {
    if (sealed.length < IV_BYTES + TAG_BITS / 8) {
      throw new SealBroken();
    }
    for (SecretKeySpec key : keys) {
      try {
        byte[] iv = new byte[IV_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(sealed).get(iv);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return cipher(Cipher.DECRYPT_MODE, key, iv).doFinal(rest);
      } catch (GeneralSecurityException e) {
        // Not this key: the next one decides.
        continue;
      }
    }
    throw new SealBroken();
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] iv)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    return cipher;
  }

  private static SecretKeySpec key(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return new SecretKeySpec(
          mac.doFinal("port-github-backend store key 1".getBytes(StandardCharsets.UTF_8)), "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime has no HmacSHA256", e);
    }
  }

  /** What was stored cannot be opened: the client secret of Port was changed since. */
  public static final class SealBroken extends RuntimeException {
    SealBroken() {
      super(
          "What the store keeps of this invocation was encrypted under another PORT_CLIENT_SECRET."
              + " Set the former secret as port.previous-client-secret.");
    }
  }
}
