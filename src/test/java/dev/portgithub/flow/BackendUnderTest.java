package dev.portgithub.flow;

import org.apache.camel.CamelContext;

/** A running backend, on whatever runtime. */
public interface BackendUnderTest extends AutoCloseable {
  CamelContext camel();

  @Override
  void close();
}
