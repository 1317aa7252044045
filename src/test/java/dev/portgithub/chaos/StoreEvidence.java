package dev.portgithub.chaos;

import dev.portgithub.chaos.Evidence.Parked;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The store, looked at past the product. */
final class StoreEvidence {
  private static final List<String> TABLES = List.of("run", "report", "dead_letter", "credential");

  private StoreEvidence() {}

  private static Connection connect(String url) throws SQLException {
    boolean h2 = url.startsWith("jdbc:h2:");
    // A file of H2 opens only with the names as they were written.
    return h2
        ? DriverManager.getConnection(url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", "sa", "")
        : DriverManager.getConnection(url, "postgres", "");
  }

  static boolean answers(String url) {
    try (Connection store = connect(url);
        Statement statement = store.createStatement()) {
      return statement.execute("select 1");
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends every session but its own: the connections break in the middle of whatever they do. */
  static void endSessions(String url) {
    try (Connection store = connect(url);
        Statement statement = store.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    } catch (SQLException e) {
      // It is away just now: its sessions have ended as well.
    }
  }

  /** Rows that are not at their end; null for a store that cannot be looked at while it is used. */
  static long waiting(String url) {
    if (url == null) {
      return 0;
    }
    try (Connection store = connect(url);
        Statement statement = store.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from run where state in ('ACCEPTED', 'CONFIRMING', 'DISPATCHING',"
                    + " 'LOCATING', 'RUNNING') or report_due_at is not null"
                    + " or (state = 'PARKED' and exists (select 1 from dead_letter d"
                    + " where d.run_id = run.run_id and d.status = 'PARKED'))")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      return Long.MAX_VALUE;
    }
  }

  static List<Parked> letters(String url) throws SQLException {
    List<Parked> letters = new ArrayList<>();
    try (Connection store = connect(url);
        Statement statement = store.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select id, status, reason, run_id, kafka_partition, kafka_offset, message"
                    + " from dead_letter order by id")) {
      while (row.next()) {
        letters.add(
            new Parked(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5) == null ? null : row.getInt(5),
                row.getObject(6) == null ? null : row.getLong(6),
                row.getString(7)));
      }
    }
    return letters;
  }

  /** Every value of every table as text, bytes as they are. */
  static void dump(String url, Path file) throws SQLException, IOException {
    try (Connection store = connect(url);
        Statement statement = store.createStatement();
        BufferedWriter text = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (String table : TABLES) {
        try (ResultSet row = statement.executeQuery("select * from " + table)) {
          while (row.next()) {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              text.append(readable(row.getObject(i))).append('\t');
            }
            text.append('\n');
          }
        }
      }
    }
  }

  private static String readable(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.ISO_8859_1)
        : String.valueOf(value);
  }
}
