package dev.portgithub.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads answers of Port and GitHub, which are not trusted: every read has a limit. */
public final class RemoteJson {
  /** A page of 100 workflow runs is about one and a half million characters. */
  private static final long LONGEST_ANSWER = 16_000_000;

  private static final int DEEPEST = 200;

  private RemoteJson() {}

  public static ObjectMapper mapper() {
    return new ObjectMapper(
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(LONGEST_ANSWER)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build());
  }
}
