package dev.portgithub.host;

import dev.portgithub.signals.Traces;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Sends the traces of runs to a collector, by OpenTelemetry's own settings; off, and not even
 * loaded, unless one of them names the collector. What is left is sent when Camel has stopped.
 */
@Component
class Tracing implements DisposableBean {
  private final AutoCloseable collector;

  Tracing(Environment environment) {
    Map<String, String> otel =
        Binder.get(environment)
            .bind("otel", Bindable.mapOf(String.class, String.class))
            .orElse(Map.of());
    boolean named =
        !otel.getOrDefault("exporter.otlp.endpoint", "").isBlank()
            || !otel.getOrDefault("exporter.otlp.traces.endpoint", "").isBlank();
    collector = named ? Collector.start(otel) : null;
  }

  @Override
  public void destroy() throws Exception {
    if (collector != null) {
      collector.close();
    }
  }

  /** A class of its own, so that nothing of OpenTelemetry is loaded while traces are off. */
  private static final class Collector {
    private Collector() {}

    static AutoCloseable start(Map<String, String> otel) {
      Map<String, String> settings = new HashMap<>();
      settings.put("otel.service.name", "port-github-backend");
      settings.put("otel.exporter.otlp.protocol", "http/protobuf");
      otel.forEach(
          (name, value) -> {
            if (!value.isBlank()) {
              settings.put("otel." + name, value);
            }
          });
      // Prometheus and the log have these.
      settings.put("otel.metrics.exporter", "none");
      settings.put("otel.logs.exporter", "none");
      OpenTelemetrySdk telemetry =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> settings)
              .addPropertiesCustomizer(config -> settings)
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
      Traces.on(telemetry);
      return () -> {
        Traces.off();
        telemetry.close();
      };
    }
  }
}
