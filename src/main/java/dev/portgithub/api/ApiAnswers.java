package dev.portgithub.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Prints answers as JSON. */
public final class ApiAnswers {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(Instant.class, new InIso8601()))
          .build();

  /** The bytes of an answer. */
  public byte[] print(Object answer) throws JsonProcessingException {
    return answer instanceof byte[] printed ? printed : JSON.writeValueAsBytes(answer);
  }

  /** A sentence about what was wrong. */
  public byte[] error(String sentence) throws JsonProcessingException {
    return print(Map.of("error", sentence));
  }

  private static final class InIso8601 extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant time, JsonGenerator json, SerializerProvider all)
        throws IOException {
      json.writeString(time.toString());
    }
  }
}
