package dev.portgithub.host;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** /hawtio is what people type; Hawtio itself lives among the management endpoints. */
@Configuration
class HawtioAddress implements WebMvcConfigurer {
  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addRedirectViewController("/hawtio", "/observe/hawtio/");
    registry.addRedirectViewController("/", "/observe/hawtio/");
  }
}
