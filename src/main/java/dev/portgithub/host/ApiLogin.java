package dev.portgithub.host;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * The API has the login of everything else, and refuses as its description says: with a sentence.
 */
@Configuration
class ApiLogin {
  @Bean
  @Order(1)
  SecurityFilterChain apiFilters(HttpSecurity http) throws Exception {
    http.securityMatcher("/api/**");
    http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
    http.httpBasic(
        basic -> basic.authenticationEntryPoint((request, response, e) -> logIn(response)));
    http.exceptionHandling(
        refusals ->
            refusals
                .authenticationEntryPoint((request, response, e) -> logIn(response))
                .accessDeniedHandler(
                    (request, response, e) ->
                        refuse(
                            response,
                            403,
                            "Send the value of the cookie XSRF-TOKEN in the header X-XSRF-TOKEN.")));
    CsrfTokenRequestAttributeHandler everyRequest = new CsrfTokenRequestAttributeHandler();
    everyRequest.setCsrfRequestAttributeName(null);
    http.csrf(
        csrf ->
            csrf.ignoringRequestMatchers(ApiLogin::isNoForgery)
                .csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                .csrfTokenRequestHandler(everyRequest));
    return http.build();
  }

  /**
   * A page of another site can have a browser send the password that it remembers, but not together
   * with this content type: the browser would ask us first.
   */
  private static boolean isNoForgery(HttpServletRequest request) {
    String login = request.getHeader("Authorization");
    String type = request.getContentType();
    return login != null
        && login.startsWith("Basic ")
        && type != null
        && type.startsWith("application/json");
  }

  /** Without a challenge: a browser would open a dialog over the page that asks. */
  private static void logIn(HttpServletResponse response) throws IOException {
    refuse(response, 401, "Log in to use the API.");
  }

  private static void refuse(HttpServletResponse response, int status, String sentence)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response
        .getOutputStream()
        .write(("{\"error\":\"" + sentence + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  /** Camel answers requests on threads of this executor; they know who made them. */
  @Bean
  TaskDecorator keepsTheLogin() {
    return DelegatingSecurityContextRunnable::new;
  }
}
