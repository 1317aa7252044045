package dev.portgithub.host;

import dev.portgithub.github.CredentialState;
import dev.portgithub.github.ShutOut;
import dev.portgithub.github.ShutOuts;
import java.util.List;
import org.apache.camel.CamelContext;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Not ready while GitHub takes the credential for nothing: no run can be started or followed. If it
 * is shut out of an owner or a repository only, the others go on, and the details say so. {@code
 * WARNING} does not affect readiness: something will go wrong unless somebody acts.
 *
 * <p>Shown as {@code github}; without the suffix Camel would take it for its component.
 */
@Component("githubHealthIndicator")
class GitHubHealth implements HealthIndicator {
  private static final Status WARNING =
      new Status("WARNING", "Somebody should act before GitHub refuses the credential");

  private final CamelContext camel;

  GitHubHealth(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    ShutOuts shutOuts = camel.getRegistry().lookupByNameAndType("gitHubShutOuts", ShutOuts.class);
    if (shutOuts == null) {
      return Health.unknown()
          .withDetail("error", "routes/01-beans declares no gitHubShutOuts")
          .build();
    }
    List<ShutOut> present;
    try {
      present = shutOuts.now();
    } catch (RuntimeException e) {
      // The store cannot be asked; its own component says so.
      return Health.unknown().build();
    }
    CredentialState credential =
        camel.getRegistry().lookupByNameAndType("gitHubCredential", CredentialState.class);
    Health.Builder health = new Health.Builder(status(present, credential));
    present.forEach(
        each -> health.withDetail(each.scope(), "since " + each.since() + ": " + each.text()));
    if (credential != null) {
      health.withDetail("credential", credential.kind());
      credential.expiresAt().ifPresent(at -> health.withDetail("expiresAt", at.toString()));
      health.withDetail("clockDifferenceSeconds", credential.clockDifference().toSeconds());
      if (!credential.warnings().isEmpty()) {
        health.withDetail("why", String.join(". ", credential.warnings()) + ".");
      }
    }
    return health.build();
  }

  private static Status status(List<ShutOut> present, CredentialState credential) {
    if (present.stream().anyMatch(ShutOut::everywhere)) {
      return Status.DOWN;
    }
    return credential == null || credential.warnings().isEmpty() ? Status.UP : WARNING;
  }
}
