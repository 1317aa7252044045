package dev.portgithub.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;

/**
 * Access tokens by credential, each fetched once for all threads by a route that answers with a
 * {@link Token}.
 *
 * <p>A token is renewed shortly before it ends, and when the remote no longer takes it.
 */
public final class Tokens {
  /** Short enough for Port, whose tokens may be handed out near their end. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final String renewalRoute;
  private final Clock clock;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final ReentrantLock renewal = new ReentrantLock();

  /**
   * @param renewalRoute id of the route, and name of its direct endpoint, that fetches a token; its
   *     message is the credential
   */
  public Tokens(String renewalRoute, Clock clock) {
    this.renewalRoute = renewalRoute;
    this.clock = clock;
  }

  /** Is there a token that is good for a while? */
  public boolean isUsable(String credential) {
    return usable(tokens.get(credential));
  }

  /** Makes sure that {@link #valueOf} has a token that is good for a while. */
  public void ensure(CamelContext camel, String credential) throws Exception {
    if (usable(tokens.get(credential))) {
      return;
    }
    renewal.lock();
    try {
      if (!usable(tokens.get(credential))) {
        tokens.put(credential, renew(camel, credential));
      }
    } finally {
      renewal.unlock();
    }
  }

  /** Forgets a token that the remote refused, unless another thread has replaced it already. */
  public void drop(String credential, String refused) {
    tokens.computeIfPresent(
        credential, (name, token) -> token.value().equals(refused) ? null : token);
  }

  /** Null when there is none. */
  public String valueOf(String credential) {
    Token token = tokens.get(credential);
    return token == null ? null : token.value();
  }

  private boolean usable(Token token) {
    return token != null && Instant.now(clock).isBefore(token.expiresAt().minus(MARGIN));
  }

  private Token renew(CamelContext camel, String credential) throws Exception {
    try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
      var answer = template.to("direct:" + renewalRoute).withBody(credential).send();
      if (answer.getException() != null) {
        throw answer.getException();
      }
      return answer.getMessage().getBody(Token.class);
    }
  }
}
