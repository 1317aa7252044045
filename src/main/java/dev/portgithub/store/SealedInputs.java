package dev.portgithub.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The inputs of a run as the store keeps them: JSON, encrypted. */
public final class SealedInputs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Seal seal;

  public SealedInputs(Seal seal) {
    this.seal = seal;
  }

  public byte[] close(Map<String, String> inputs) {
    try {
      return seal.close(JSON.writeValueAsBytes(inputs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts can always be printed as JSON", e);
    }
  }

  /**
   * The inputs in clear, in their order: they may be secrets.
   *
   * @param runId for the message of a failure
   * @throws Seal.SealBroken when they were sealed under a client secret that is not configured any
   *     more
   */
  public Map<String, String> open(String runId, byte[] sealed) {
    try {
      return JSON.readValue(
          seal.open(sealed), new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (IOException e) {
      // Its message would quote the inputs.
      throw new IllegalStateException("The inputs of run " + runId + " in the store are not JSON");
    }
  }
}
