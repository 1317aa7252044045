package dev.portgithub.operator;

import dev.portgithub.deadletter.DeadLetter;
import dev.portgithub.deadletter.DeadLetterList;
import dev.portgithub.remote.RemoteAnswer;
import dev.portgithub.remote.RemoteCall;
import dev.portgithub.run.ReceivedRecord;
import dev.portgithub.run.Stored;
import dev.portgithub.store.Seal.SealBroken;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;

/** What the operations leave to routes: to validate a record again, and to ask GitHub. */
final class OperatorRoutes {
  private final CamelContext camel;
  private final DeadLetterList letters;

  OperatorRoutes(CamelContext camel, DeadLetterList letters) {
    this.camel = camel;
    this.letters = letters;
  }

  /** As {@link GitHubLookUp#ask}. */
  RemoteAnswer askGitHub(RemoteCall call) throws Exception {
    try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
      var answer = template.to("direct:look-up-workflow-run").withBody(call).send();
      if (answer.getException() != null) {
        throw answer.getException();
      }
      return answer.getMessage().getBody(RemoteAnswer.class);
    }
  }

  /** A parked letter about a record. */
  OperatorAnswer replayRecord(DeadLetter letter) {
    try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
      ReceivedRecord record = letters.record(letter.id()).orElseThrow();
      var answer =
          template
              .to("direct:replay-record")
              .withBody(record)
              .withVariable("deadLetter", letter)
              .send();
      return answer.getException() == null
          ? validated(letter, answer.getMessage().getBody(Stored.class))
          : notReplayed(letter, answer.getException());
    } catch (IOException | SealBroken e) {
      return notReplayed(letter, e);
    }
  }

  private OperatorAnswer validated(DeadLetter letter, Stored stored) {
    String text =
        "The record of dead letter %d was validated again: %s."
            .formatted(letter.id(), stored.word());
    return switch (stored) {
      case ACCEPTED, DUPLICATE, REFUSED, SKIPPED -> OperatorAnswer.done(text);
      case PARKED ->
          OperatorAnswer.parkedAgain(
              text, letters.find(letter.id()).map(DeadLetter::reason).orElse(""));
      case SETTLED_MEANWHILE ->
          OperatorAnswer.outdated(
              "Dead letter %d was replayed or settled by somebody else meanwhile: nothing was done."
                  .formatted(letter.id()));
    };
  }

  private static OperatorAnswer notReplayed(DeadLetter letter, Exception failure) {
    return OperatorAnswer.failed(
        "Dead letter " + letter.id() + " could not be replayed: " + failure.getMessage());
  }
}
