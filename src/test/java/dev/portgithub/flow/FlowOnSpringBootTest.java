package dev.portgithub.flow;

import java.util.Map;

class FlowOnSpringBootTest extends FlowContract {
  @Override
  BackendUnderTest start(Map<String, String> settings) {
    return new SpringBootBackend(settings);
  }
}
