package dev.portgithub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portgithub.store.Seal.SealBroken;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed opens with the present or the former secret, unchanged, and in no other way. */
class SealTest {
  private static final byte[] CLEAR = "{\"password\":\"grün\"}".getBytes(StandardCharsets.UTF_8);

  private final Seal seal = new Seal("presentSecret", "");

  @Test
  void what_was_sealed_opens_as_it_was() {
    assertThat(seal.open(seal.close(CLEAR))).isEqualTo(CLEAR);
    assertThat(seal.open(seal.close(new byte[0]))).isEmpty();
  }

  @Test
  void the_same_text_is_never_sealed_in_the_same_way() {
    assertThat(seal.close(CLEAR)).isNotEqualTo(seal.close(CLEAR));
    assertThat(new String(seal.close(CLEAR), StandardCharsets.ISO_8859_1))
        .doesNotContain("password");
  }

  @Test
  void after_a_rotation_the_former_secret_still_opens_and_the_new_one_seals() {
    byte[] before = seal.close(CLEAR);
    Seal rotated = new Seal("new", "presentSecret");

    assertThat(rotated.open(before)).isEqualTo(CLEAR);
    assertThat(new Seal("new", null).open(rotated.close(CLEAR))).isEqualTo(CLEAR);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "formerSecret"})
  void what_was_sealed_under_a_foreign_secret_does_not_open(String former) {
    byte[] foreign = new Seal("foreignSecret", "").close(CLEAR);

    assertThatThrownBy(() -> new Seal("presentSecret", former).open(foreign))
        .isInstanceOf(SealBroken.class)
        .hasMessageContaining("port.previous-client-secret")
        .hasMessageNotContainingAny("presentSecret", "foreignSecret", "formerSecret");
  }

  @Test
  void what_was_changed_anywhere_does_not_open() {
    byte[] sealed = seal.close(CLEAR);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> seal.open(changed)).isInstanceOf(SealBroken.class);
    }
  }

  @Test
  void what_is_too_short_to_have_been_sealed_does_not_open() {
    for (int length : new int[] {0, 1, 11, 12, 27}) {
      assertThatThrownBy(() -> seal.open(new byte[length])).isInstanceOf(SealBroken.class);
    }
  }
}
