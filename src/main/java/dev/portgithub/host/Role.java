package dev.portgithub.host;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a person who is logged in may do. */
enum Role {
  /** Looks at everything, changes nothing. */
  VIEWER,
  /** Changes as well what operators change. */
  OPERATOR;

  static Optional<Role> named(String name) {
    return Stream.of(values())
        .filter(role -> role.name().equals(name.strip().toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  GrantedAuthority authority() {
    return new SimpleGrantedAuthority("ROLE_" + name());
  }

  /** Who has several has the one that may do most. */
  static Optional<Role> of(Collection<? extends GrantedAuthority> authorities) {
    return Stream.of(OPERATOR, VIEWER)
        .filter(
            role ->
                authorities.stream()
                    .anyMatch(each -> role.authority().getAuthority().equals(each.getAuthority())))
        .findFirst();
  }

  static boolean mayOperate(Authentication login) {
    return login != null
        && login.isAuthenticated()
        && of(login.getAuthorities()).filter(OPERATOR::equals).isPresent();
  }
}
