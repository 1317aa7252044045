package dev.portgithub.github;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an RSA key in PEM: PKCS#1, as GitHub delivers it (BEGIN RSA PRIVATE KEY), or PKCS#8 (BEGIN
 * PRIVATE KEY). Encrypted keys are not read. No message quotes the key.
 */
final class PemKey {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([^-]*)-----END (RSA )?PRIVATE KEY-----");

  /** Version 0, and the algorithm rsaEncryption without parameters: what PKCS#8 puts in front. */
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private PemKey() {}

  /**
   * @throws IllegalArgumentException when there is no such key in the text
   */
  static PrivateKey read(String pem) {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("no RSA key in PEM");
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(block.group(2));
      byte[] pkcs8 = block.group(1) == null ? key : sequence(RSA, tagged(0x04, key));
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("no RSA key in PEM");
    }
  }

  private static byte[] sequence(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return tagged(0x30, both.toByteArray());
  }

  /** In DER: the tag, the length in as many bytes as it needs, the content. */
  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    int length = content.length;
    if (length < 0x80) {
      der.write(length);
    } else if (length < 0x100) {
      der.write(0x81);
      der.write(length);
    } else {
      der.write(0x82);
      der.write(length >> 8);
      der.write(length);
    }
    der.writeBytes(content);
    return der.toByteArray();
  }
}
