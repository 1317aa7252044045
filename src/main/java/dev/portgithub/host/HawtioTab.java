package dev.portgithub.host;

import io.hawt.springboot.HawtioPlugin;
import jakarta.servlet.ServletContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells Hawtio of the tab "Port runs", which is first in its menu and what people see after the
 * login. Its files are in static/port-runs.
 */
@Configuration
class HawtioTab {
  @Bean
  HawtioPlugin portRuns(ServletContext host) {
    return new HawtioPlugin("portRuns", "./plugin", host.getContextPath() + "/port-runs");
  }
}
