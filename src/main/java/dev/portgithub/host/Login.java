package dev.portgithub.host;

import dev.portgithub.operator.CurrentOperator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * Who may see what: health and metrics are open, and webhooks, which are signed; everything else
 * asks for the login.
 */
@Configuration
class Login {
  private static final Logger LOG = LoggerFactory.getLogger(Login.class);

  @Bean
  SecurityFilterChain filters(
      HttpSecurity http, @Value("${host.metrics-need-login}") boolean metricsNeedLogin)
      throws Exception {
    http.authorizeHttpRequests(
        requests -> {
          requests.requestMatchers("/observe/health", "/observe/health/**").permitAll();
          // Its signature is checked instead.
          requests.requestMatchers(WebhookDoor.PATH).permitAll();
          if (!metricsNeedLogin) {
            requests.requestMatchers("/observe/metrics").permitAll();
          }
          requests.anyRequest().authenticated();
        });
    http.formLogin(login -> login.defaultSuccessUrl("/hawtio"));
    http.httpBasic(Customizer.withDefaults());
    // Hawtio sends the token of this cookie back in a header with each request to Jolokia.
    CsrfTokenRequestAttributeHandler everyRequest = new CsrfTokenRequestAttributeHandler();
    everyRequest.setCsrfRequestAttributeName(null);
    http.csrf(
        csrf ->
            csrf.ignoringRequestMatchers(WebhookDoor.PATH)
                .csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                .csrfTokenRequestHandler(everyRequest));
    return http.build();
  }

  /** For the log of what operators do: Jolokia serves a request on the thread that was let in. */
  @Bean
  CurrentOperator currentOperator() {
    return () ->
        Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
            .filter(login -> !(login instanceof AnonymousAuthenticationToken))
            .map(Authentication::getName);
  }

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder();
  }

  @Bean
  UserDetailsService users(
      PasswordEncoder encoder,
      @Value("${host.username}") String username,
      @Value("${host.password}") String configured) {
    String password = configured.isBlank() ? generated(username) : configured;
    return new InMemoryUserDetailsManager(
        User.withUsername(username).password(encoder.encode(password)).roles("OPERATOR").build());
  }

  /** Printed once, for the person who started the process; the next start makes another. */
  private static String generated(String username) {
    byte[] bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    LOG.warn(
        "No HOST_PASSWORD is set. For this run, log into /hawtio as {} with the password {}",
        username,
        password);
    return password;
  }
}
