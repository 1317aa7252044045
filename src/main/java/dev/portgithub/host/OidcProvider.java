package dev.portgithub.host;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/**
 * Asks the provider for its addresses when the first person logs in, and not at the start: a
 * provider that is away must not keep the backend from its work.
 *
 * <p>The page of the login reads only the name from what the iterator gives.
 */
final class OidcProvider implements ClientRegistrationRepository, Iterable<ClientRegistration> {
  private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
  private static final String ID = "oidc";

  private final Environment settings;
  private final AtomicReference<ClientRegistration> known = new AtomicReference<>();

  OidcProvider(Environment settings) {
    this.settings = settings;
  }

  @Override
  public Iterator<ClientRegistration> iterator() {
    ClientRegistration.Builder shown =
        ClientRegistration.withRegistrationId(ID)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizationUri(issuer())
            .tokenUri(issuer());
    return List.of(completed(shown)).iterator();
  }

  @Override
  public ClientRegistration findByRegistrationId(String id) {
    if (!ID.equals(id)) {
      return null;
    }
    ClientRegistration before = known.get();
    if (before != null) {
      return before;
    }
    try {
      ClientRegistration found =
          completed(ClientRegistrations.fromIssuerLocation(issuer()).registrationId(ID));
      known.set(found);
      return found;
    } catch (RuntimeException e) {
      LOG.warn(
          "The OpenID Connect provider {} (HOST_OIDC_ISSUER) cannot be asked; the next login tries again: {}",
          issuer(),
          e.getMessage());
      throw e;
    }
  }

  private ClientRegistration completed(ClientRegistration.Builder registration) {
    String secret = text("host.oidc.client-secret");
    if (secret.isEmpty()) {
      registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
    }
    return registration
        .clientId(text("host.oidc.client-id"))
        .clientSecret(secret)
        .clientName(text("host.oidc.name"))
        .scope(text("host.oidc.scopes").split("[,\\s]+"))
        .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
        .build();
  }

  private String issuer() {
    return text("host.oidc.issuer");
  }

  private String text(String name) {
    return settings.getProperty(name, "").strip();
  }
}
