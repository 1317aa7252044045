package dev.portgithub.host;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Hawtio would pass requests on to other servers, by a servlet that needs an HTTP client of its own.
 * Nobody may call it (see {@link Login}), so it is not made, and the jar does without its client.
 */
@Component
class NoHawtioProxy implements BeanDefinitionRegistryPostProcessor {
  private static final String SERVLET = "jolokiaProxyServlet";

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    if (registry.containsBeanDefinition(SERVLET)) {
      registry.removeBeanDefinition(SERVLET);
    }
  }
}
