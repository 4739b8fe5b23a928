package org.opsbro.host.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialog of RFC 7677 §3. */
class ScramTest {
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private final Scram scram = new Scram("user", "pencil", "rOprNGfwEbeRWgbNEkqO");

    @Test
    void the_dialog_of_the_standard_is_the_same() throws Exception {
        assertThat(scram.begin()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(scram.prove(SERVER_FIRST))
                .isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        scram.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void a_server_that_does_not_know_the_user_is_found_out() throws Exception {
        assertThatThrownBy(() -> scram.verify("v=")).hasMessageContaining("cannot prove");
        scram.prove(SERVER_FIRST);

        assertThatThrownBy(() -> scram.verify("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .hasMessageContaining("cannot prove that it knows the user");
        assertThatThrownBy(() -> scram.verify("e=invalid-proof")).hasMessageContaining("cannot prove");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO%h,s=,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO%h,s=!,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO%h,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",
                "r=rOprNGfwEbeRWgbNEkqO%h,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999",
                "r=rOprNGfwEbeRWgbNEkqO%h,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=many"
            })
    void nothing_is_proved_to_who_asks_oddly(String serverFirst) {
        assertThatThrownBy(() -> scram.prove(serverFirst)).isInstanceOf(Scram.Dishonest.class);
    }

    @Test
    void letters_that_part_attributes_are_written_otherwise() {
        assertThat(new Scram("a=b,c", "x", "n").begin()).isEqualTo("n,,n=a=3Db=2Cc,r=n");
    }
}
