package dev.portgithub.failpoint;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Puts {@link FailPoints} into the backend's process: around the steps of its routes, around the
 * commits of its store, and a clock that can be moved from outside.
 */
@AutoConfiguration
public class FailPointsConfiguration {

  @Bean
  CamelContextConfiguration failPoints() {
    return new CamelContextConfiguration() {
      @Override
      public void beforeApplicationStart(CamelContext camel) {
        camel.getCamelContextExtension().addInterceptStrategy(new FailPoints());
      }

      @Override
      public void afterApplicationStart(CamelContext camel) {}
    };
  }

  @Bean
  static BeanPostProcessor storeAndClock() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        String clock = System.getProperty("failpoint.clock");
        if (bean instanceof Clock actual && clock != null) {
          return new MovedClock(actual, Path.of(clock));
        }
        return bean instanceof DataSource store ? watched(DataSource.class, store) : bean;
      }
    };
  }

  /** The store, with the instants around its commits. */
  private static <T> T watched(Class<T> type, T actual) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          boolean commit = method.getName().equals("commit") && actual instanceof Connection;
          if (commit) {
            FailPoints.commit("before");
          }
          Object result = call(actual, method, arguments);
          if (commit) {
            FailPoints.commit("after");
          }
          return result instanceof Connection connection && actual instanceof DataSource
              ? watched(Connection.class, connection)
              : result;
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object actual, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(actual, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
