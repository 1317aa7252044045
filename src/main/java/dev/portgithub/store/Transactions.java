package dev.portgithub.store;

import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;

/** Where a transaction comes from: {@code jdbi::inTransaction}, or one that is open already. */
public interface Transactions {
  /**
   * Does work in one transaction, which is committed when this returns.
   *
   * @throws RuntimeException of the work; then nothing is committed
   */
  <R> R once(HandleCallback<R, RuntimeException> work);

  /** The same without a result. */
  default void use(HandleConsumer<RuntimeException> work) {
    once(work.asCallback());
  }
}
