package dev.portgithub.flow;

import java.util.Map;

/** The job without Spring Boot, as in a Camel runtime that a team runs already. */
class FlowOnCamelMainTest extends FlowContract {
  @Override
  BackendUnderTest start(Map<String, String> settings) {
    return new CamelMainBackend(settings);
  }
}
