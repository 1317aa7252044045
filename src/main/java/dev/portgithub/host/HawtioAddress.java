package dev.portgithub.host;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * /hawtio is what people type; Hawtio itself lives among the management endpoints. /runs/RUN_ID and
 * /dead-letters/NUMBER are what others link to: a login on the way drops the fragment of an
 * address, but not these.
 */
@Configuration
class HawtioAddress implements WebMvcConfigurer {
  private static final String HAWTIO = "/observe/hawtio/";

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addRedirectViewController("/hawtio", HAWTIO);
    registry.addRedirectViewController("/", HAWTIO);
    registry.addRedirectViewController("/runs/{runId}", HAWTIO + "port-runs#/runs/{runId}");
    registry.addRedirectViewController(
        "/dead-letters/{number}", HAWTIO + "port-runs#/dead-letters/{number}");
  }
}
