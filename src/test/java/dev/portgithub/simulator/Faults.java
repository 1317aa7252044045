package dev.portgithub.simulator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The fault switch of a simulator. The first armed fault that fits a call is used, in the order in
 * which they were armed; counted faults disappear when they are used up.
 */
public final class Faults {

  private static final class Armed {
    final Predicate<Request> when;
    final Fault fault;
    int left;

    Armed(int times, Predicate<Request> when, Fault fault) {
      this.left = times;
      this.when = when;
      this.fault = fault;
    }
  }

  private final List<Armed> armed = new ArrayList<>();
  private CompletableFuture<Void> released = new CompletableFuture<>();

  /** The next {@code times} calls that match go wrong like this. */
  public synchronized Faults next(int times, Predicate<Request> when, Fault fault) {
    armed.add(new Armed(times, when, fault));
    return this;
  }

  /** The next call that matches goes wrong like this. */
  public Faults next(Predicate<Request> when, Fault fault) {
    return next(1, when, fault);
  }

  /** Every call that matches goes wrong like this, until {@link #clear()}. */
  public Faults always(Predicate<Request> when, Fault fault) {
    return next(Integer.MAX_VALUE, when, fault);
  }

  /** How many armed faults are not used up. */
  public synchronized int pending() {
    return armed.size();
  }

  /** Disarms everything and releases the calls that hang. */
  public synchronized void clear() {
    armed.clear();
    release();
  }

  /** Lets the calls that hang go on; faults stay armed. */
  public synchronized void release() {
    CompletableFuture<Void> waiting = released;
    released = new CompletableFuture<>();
    waiting.complete(null);
  }

  synchronized CompletableFuture<Void> released() {
    return released;
  }

  synchronized Optional<Fault> take(Request request) {
    for (Iterator<Armed> i = armed.iterator(); i.hasNext(); ) {
      Armed candidate = i.next();
      if (candidate.when.test(request)) {
        if (candidate.left != Integer.MAX_VALUE && --candidate.left <= 0) {
          i.remove();
        }
        return Optional.of(candidate.fault);
      }
    }
    return Optional.empty();
  }
}
