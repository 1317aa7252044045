package dev.portgithub.github;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;

/** How a GitHub App proves who it is: with a JWT, signed with its key. */
final class AppJwt {
  private AppJwt() {}

  /**
   * Valid nine minutes, of the ten that GitHub allows, and since a minute ago, for clocks that
   * differ.
   */
  static String sign(GitHubSecret secret, Instant now) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.RS256),
              new JWTClaimsSet.Builder()
                  .issuer(secret.appId())
                  .issueTime(Date.from(now.minusSeconds(60)))
                  .expirationTime(Date.from(now.plusSeconds(540)))
                  .build());
      jwt.sign(new RSASSASigner(PemKey.read(secret.value())));
      return jwt.serialize();
    } catch (JOSEException | IllegalArgumentException e) {
      // Its message may quote the key.
      throw new IllegalStateException("GITHUB_APP_PRIVATE_KEY is not an RSA key in PEM");
    }
  }
}
