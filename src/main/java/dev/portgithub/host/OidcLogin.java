package dev.portgithub.host;

import dev.portgithub.NetworkAccess;
import dev.portgithub.Settings.InvalidSetting;
import dev.portgithub.remote.Trust;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * The login by an OpenID Connect provider: who somebody is, and by a claim of the provider which
 * role they have. Whoever has none of the configured values is logged in and may do nothing.
 */
final class OidcLogin {
  private static final String EVERYBODY = "*";

  private final Environment settings;
  private final Set<String> viewers;
  private final Set<String> operators;

  /**
   * @throws InvalidSetting when it is asked for and not complete
   */
  OidcLogin(Environment settings) {
    this.settings = settings;
    viewers = names(text("host.oidc.viewers"));
    operators = names(text("host.oidc.operators"));
    if (text("host.oidc.client-id").isEmpty()) {
      throw new InvalidSetting(
          "host.oidc.client-id", "is missing: as the OpenID Connect provider knows this backend");
    }
    if (!text("host.oidc.issuer").matches("https?://[^\\s/?#@]+[^\\s?#@]*")) {
      throw new InvalidSetting("host.oidc.issuer", "must be an http or https address with a host");
    }
    if (viewers.isEmpty() && operators.isEmpty()) {
      throw new InvalidSetting(
          "host.oidc.operators", "and HOST_OIDC_VIEWERS are missing: nobody could do anything");
    }
  }

  static boolean isOn(Environment settings) {
    return !settings.getProperty("host.oidc.issuer", "").isBlank();
  }

  void addTo(HttpSecurity http) throws Exception {
    trustCompany();
    OidcProvider provider = new OidcProvider(settings);
    DefaultOAuth2AuthorizationRequestResolver requests =
        new DefaultOAuth2AuthorizationRequestResolver(provider, "/oauth2/authorization");
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    http.oauth2Login(
        login ->
            login
                .clientRegistrationRepository(provider)
                .authorizedClientRepository(new NoTokensKept())
                .authorizationEndpoint(answers -> answers.authorizationRequestResolver(requests))
                .userInfoEndpoint(answers -> answers.oidcUserService(people()))
                .defaultSuccessUrl("/hawtio"));
  }

  /** Spring Security's clients of the provider know only what holds for the whole process. */
  private void trustCompany() {
    SSLContext trusted = Trust.of(new NetworkAccess(settings::getProperty)).context();
    SSLContext.setDefault(trusted);
    HttpsURLConnection.setDefaultSSLSocketFactory(trusted.getSocketFactory());
  }

  private OAuth2UserService<OidcUserRequest, OidcUser> people() {
    OidcUserService service = new OidcUserService();
    return request -> {
      OidcUser person = service.loadUser(request);
      String name = text("host.oidc.name-claim");
      List<GrantedAuthority> authorities =
          role(person).map(Role::authority).map(List::of).orElse(List.of());
      return new DefaultOidcUser(
          authorities,
          person.getIdToken(),
          person.getUserInfo(),
          person.hasClaim(name) ? name : IdTokenClaimNames.SUB);
    };
  }

  private Optional<Role> role(OidcUser person) {
    Set<String> values = ClaimValues.of(person.getClaims(), text("host.oidc.roles-claim"));
    if (values.stream().anyMatch(operators::contains)) {
      return Optional.of(Role.OPERATOR);
    }
    return viewers.contains(EVERYBODY) || values.stream().anyMatch(viewers::contains)
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }

  private static Set<String> names(String list) {
    return Stream.of(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private String text(String name) {
    return settings.getProperty(name, "").strip();
  }
}
