package dev.portgithub.host;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;

/** The provider's tokens are used for the login alone, and forgotten. */
final class NoTokensKept implements OAuth2AuthorizedClientRepository {
  @Override
  public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(
      String provider, Authentication login, HttpServletRequest request) {
    return null;
  }

  @Override
  public void saveAuthorizedClient(
      OAuth2AuthorizedClient client,
      Authentication login,
      HttpServletRequest request,
      HttpServletResponse answer) {
    // Nobody would use it.
  }

  @Override
  public void removeAuthorizedClient(
      String provider,
      Authentication login,
      HttpServletRequest request,
      HttpServletResponse answer) {
    // There is none.
  }
}
