package dev.portgithub.host;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out what Spring Boot and Camel would configure although nothing here uses it: it costs
 * time at each start, and memory ever after. A component of Camel that is named here works all the
 * same, only its settings {@code camel.component.<name>.*} are ignored.
 */
class NeededAutoConfigurations implements AutoConfigurationImportFilter {
  private static final Pattern NOT_OF_CAMEL =
      Pattern.compile(
          "org\\.apache\\.camel\\.(spring\\.boot\\.(vault|cloud|cluster|routecontroller|routetemplate)"
              + "|spring\\.boot\\.actuate\\.(console|endpoint|info)|model\\.rest|language"
              + "|component\\.(beanclass|browse|controlbus|dataformat|dataset|file|language|log|ref|rest|saga"
              + "|scheduler|stub|validator|xslt))\\..*");

  private static final List<String> NOT_OF_SPRING =
      List.of(
          "org.springframework.boot.autoconfigure.aop.",
          "org.springframework.boot.autoconfigure.cache.",
          "org.springframework.boot.autoconfigure.dao.",
          "org.springframework.boot.autoconfigure.gson.",
          "org.springframework.boot.autoconfigure.http.client.",
          // OidcLogin does it itself, when it is asked for.
          "org.springframework.boot.autoconfigure.security.oauth2.",
          "org.springframework.boot.autoconfigure.sql.",
          "org.springframework.boot.autoconfigure.transaction.",
          "org.springframework.boot.autoconfigure.web.client.",
          "org.springframework.boot.autoconfigure.websocket.",
          "org.springframework.boot.actuate.autoconfigure.logging.",
          "org.springframework.boot.actuate.autoconfigure.metrics.cache.",
          "org.springframework.boot.actuate.autoconfigure.metrics.integration.",
          "org.springframework.boot.actuate.autoconfigure.metrics.startup.",
          "org.springframework.boot.actuate.autoconfigure.metrics.task.",
          "org.springframework.boot.actuate.autoconfigure.observation.web.client.",
          "org.springframework.boot.actuate.autoconfigure.opentelemetry.",
          "org.springframework.boot.actuate.autoconfigure.scheduling.",
          "org.springframework.boot.actuate.autoconfigure.tracing.");

  @Override
  public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
    boolean[] needed = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      needed[i] = names[i] == null || isNeeded(names[i]);
    }
    return needed;
  }

  private static boolean isNeeded(String name) {
    return !NOT_OF_CAMEL.matcher(name).matches()
        && NOT_OF_SPRING.stream().noneMatch(name::startsWith);
  }
}
