package dev.portgithub.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/** The keys of rows, of one column or more, in a statement. */
final class RowKeys {
  private RowKeys() {}

  /** The condition for rows with these keys, with a question mark for each value. */
  static String among(List<String> columns, List<List<Object>> keys) {
    String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    return "("
        + String.join(", ", columns)
        + ") in ("
        + String.join(", ", Collections.nCopies(keys.size(), row))
        + ")";
  }

  /**
   * Binds the values of these keys.
   *
   * @param first the place of the first of their question marks
   */
  static <S extends SqlStatement<S>> S bind(S statement, int first, List<List<Object>> keys) {
    int position = first;
    for (List<Object> row : keys) {
      for (Object value : row) {
        statement.bind(position++, value);
      }
    }
    return statement;
  }

  /** The key of a row that was read, whose columns come first. */
  static List<Object> values(List<String> columns, ResultSet row) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (int column = 1; column <= columns.size(); column++) {
      values.add(row.getObject(column));
    }
    return values;
  }
}
