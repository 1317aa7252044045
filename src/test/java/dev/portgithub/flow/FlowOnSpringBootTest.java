package dev.portgithub.flow;

import java.util.Map;

/** The job as it ships. */
class FlowOnSpringBootTest extends FlowContract {
  @Override
  BackendUnderTest start(Map<String, String> settings) {
    return new SpringBootBackend(settings);
  }
}
