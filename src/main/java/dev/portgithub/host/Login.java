package dev.portgithub.host;

import dev.portgithub.operator.CurrentOperator;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may do what: health and metrics are open, and webhooks, which are signed; everything else
 * asks for the login. Viewers look, operators also change.
 */
@Configuration
class Login {
  private static final String API = "/api/";
  private static final String[] JOLOKIA = {"/observe/jolokia/**", "/observe/hawtio/jolokia/**"};

  @Bean
  SecurityFilterChain filters(
      HttpSecurity http,
      Environment settings,
      @Value("${host.metrics-need-login}") boolean metricsNeedLogin)
      throws Exception {
    http.authorizeHttpRequests(
        requests -> {
          requests.requestMatchers("/observe/health", "/observe/health/**").permitAll();
          // Its signature is checked instead.
          requests.requestMatchers(WebhookDoor.PATH).permitAll();
          if (!metricsNeedLogin) {
            requests.requestMatchers("/observe/metrics").permitAll();
          }
          // Hawtio would pass requests on to other servers.
          requests.requestMatchers("/observe/hawtio/proxy/**").denyAll();
          requests.requestMatchers(HttpMethod.GET).hasAnyRole(roles());
          requests.requestMatchers(HttpMethod.HEAD).hasAnyRole(roles());
          // JolokiaPolicy looks at what is asked.
          requests.requestMatchers(HttpMethod.POST, JOLOKIA).hasAnyRole(roles());
          requests.anyRequest().hasRole(Role.OPERATOR.name());
        });
    RequestMatcher api = request -> request.getRequestURI().startsWith(API);
    Refusals refusals = new Refusals();
    http.exceptionHandling(
        answers ->
            answers
                .defaultAuthenticationEntryPointFor(refusals, api)
                .defaultAccessDeniedHandlerFor(refusals, api));
    if (Users.mayLogIn(settings)) {
      http.formLogin(login -> login.defaultSuccessUrl("/hawtio"));
      http.httpBasic(basic -> basic.authenticationEntryPoint(wrongPassword(api, refusals)));
    }
    if (OidcLogin.isOn(settings)) {
      new OidcLogin(settings).addTo(http);
    }
    // Hawtio sends the token of this cookie back in a header with each request to Jolokia.
    CsrfTokenRequestAttributeHandler everyRequest = new CsrfTokenRequestAttributeHandler();
    everyRequest.setCsrfRequestAttributeName(null);
    RequestMatcher webhooks = request -> WebhookDoor.PATH.equals(request.getRequestURI());
    http.csrf(
        csrf ->
            csrf.requireCsrfProtectionMatcher(ByBrowser.needsToken(webhooks))
                .csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                .csrfTokenRequestHandler(everyRequest));
    return http.build();
  }

  private static String[] roles() {
    return new String[] {Role.VIEWER.name(), Role.OPERATOR.name()};
  }

  private static AuthenticationEntryPoint wrongPassword(RequestMatcher api, Refusals refusals) {
    BasicAuthenticationEntryPoint elsewhere = new BasicAuthenticationEntryPoint();
    elsewhere.setRealmName("Port GitHub Backend");
    return (request, answer, why) ->
        (api.matches(request) ? refusals : elsewhere).commence(request, answer, why);
  }

  /** Jolokia serves a request on the thread that was let in, Camel on one that is told. */
  @Bean
  CurrentOperator currentOperator() {
    return new CurrentOperator() {
      @Override
      public Optional<String> login() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
            .filter(login -> !(login instanceof AnonymousAuthenticationToken))
            .map(Authentication::getName);
      }

      @Override
      public boolean mayOperate() {
        return Role.mayOperate(SecurityContextHolder.getContext().getAuthentication());
      }
    };
  }

  /** Camel serves HTTP on threads of its own, which have to know who made the request. */
  @Bean
  TaskDecorator knownLogin() {
    return DelegatingSecurityContextRunnable::new;
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder();
  }

  @Bean
  UserDetailsService users(PasswordEncoder encoder, Environment settings) {
    return new InMemoryUserDetailsManager(Users.of(encoder, settings));
  }
}
