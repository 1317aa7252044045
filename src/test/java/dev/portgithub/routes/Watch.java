package dev.portgithub.routes;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Writes down what a trace could show of the exchange before and after each step of each route. */
final class Watch implements InterceptStrategy {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile boolean watching;

  void start() {
    seen.clear();
    watching = true;
  }

  void stop() {
    watching = false;
  }

  List<String> seen() {
    return seen;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        note(node, exchange);
        return super.process(
            exchange,
            done -> {
              note(node, exchange);
              callback.done(done);
            });
      }
    };
  }

  private void note(NamedNode node, Exchange exchange) {
    if (!watching) {
      return;
    }
    Object body = exchange.getMessage().getBody();
    seen.add(
        node.getId()
            + "\nbody: "
            + (body instanceof InputStream ? "a stream" : body)
            + "\nheaders: "
            + texts(exchange.getMessage().getHeaders())
            + "\nvariables: "
            + texts(exchange.getVariables())
            + "\nproperties: "
            + texts(exchange.getAllProperties())
            + "\nexception: "
            + exchange.getException());
  }

  private static String texts(Map<String, Object> values) {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append(", "));
    return text.toString();
  }
}
