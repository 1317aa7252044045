package dev.portgithub.run;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * What the sweep asks of table run: the open runs whose node id is known, owner by owner. Each
 * question reads a range of an index, never the table.
 */
public final class SweptRuns {
  private SweptRuns() {}

  /**
   * An open run.
   *
   * @param status as it was last seen, or null
   */
  public record Swept(long workflowRunId, String nodeId, String status) {}

  /**
   * The next ones of an owner, in the order of their node ids; not those that wait after a failure.
   */
  public static List<Swept> after(
      Handle handle, String org, String nodeId, Instant now, int limit) {
    // The order is that of the index: H2 sorts all of them otherwise.
    return handle
        .select(
            """
            select workflow_run_id, node_id, status from run
            where state = 'RUNNING' and org = ? and node_id > ? and (kept_until is null or kept_until <= ?)
            order by state, org, node_id limit ?
            """,
            org,
            nodeId,
            now,
            limit)
        .map(ConstructorMapper.of(Swept.class))
        .list();
  }

  /** Who has open runs, at most so many owners. */
  public static List<String> owners(Handle handle, int limit) {
    return handle
        .select("select distinct org from repository where due_at is not null limit ?", limit)
        .mapTo(String.class)
        .list();
  }
}
