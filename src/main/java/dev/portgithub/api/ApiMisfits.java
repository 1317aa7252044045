package dev.portgithub.api;

import dev.portgithub.preflight.Misfits;
import java.util.List;

/** Answers which actions no longer fit their workflows. */
public final class ApiMisfits {
  private final Misfits misfits;

  public ApiMisfits(Misfits misfits) {
    this.misfits = misfits;
  }

  /** The last seen first. */
  record All(List<Misfits.Seen> misfits) {}

  /** Operation listMisfits. */
  public All list(ApiRequest request) {
    return new All(misfits.list(request.number("size")));
  }
}
