package org.opsbro.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opsbro.model.GroupExpression.BadGroupExpression;

class GroupExpressionTest {
    private static final Set<String> GROUPS = Set.of("linux", "web", "zone::internet", "docker-container");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            *                     ; true
            linux                 ; true
            windows               ; false
            !windows              ; true
            web & !(db | cache)   ; true
            web && db             ; false
            db | web              ; true
            db || cache           ; false
            linux and not db      ; true
            db or cache or web    ; true
            db, web               ; true
            windows & linux, web  ; true
            db | web & linux      ; true
            !!web                 ; true
            zone::internet        ; true
            docker-container&web  ; true
            nothing | android     ; false
            (* & web)             ; true
            """)
    void operators_bind_as_in_a_program(String expression, boolean holds) {
        assertThat(GroupExpression.parse(expression).holds(GROUPS)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            ''           ; 0  ; found the end
            web &        ; 5  ; found the end
            & web        ; 0  ; found "&"
            (web         ; 4  ; want ")"
            web)         ; 3  ; no "(" is open
            web db       ; 4  ; found "d"
            web-*        ; 4  ; stands alone
            a and or b   ; 6  ; operator "or"
            wéb          ; 1  ; found "é"
            """)
    void what_is_wrong_is_told_with_its_place(String expression, int offset, String message) {
        var bad = catchThrowableOfType(BadGroupExpression.class, () -> GroupExpression.parse(expression));

        assertThat(bad.offset()).isEqualTo(offset);
        assertThat(bad).hasMessageContaining(message);
    }

    @Test
    void a_false_expression_says_why() {
        assertThat(GroupExpression.parse("linux").refusal()).isEqualTo("node is not in group linux");
        assertThat(GroupExpression.parse("!db").refusal()).isEqualTo("node is in group db");
        assertThat(GroupExpression.parse("a & (b, !c)").refusal())
                .isEqualTo("node's groups do not satisfy (a & (b | !c))");
    }

    @Test
    void printed_and_read_again_it_is_the_same() {
        var expression = GroupExpression.parse("a & !(b | c) & d");

        assertThat(GroupExpression.parse(expression.toString())).isEqualTo(expression);
    }

    @Test
    void deep_nesting_is_refused_without_a_stack_overflow() {
        assertThatExceptionOfType(BadGroupExpression.class)
                .isThrownBy(() -> GroupExpression.parse("(".repeat(1900)))
                .withMessageContaining("deeper");
    }

    @Test
    void any_text_is_read_or_refused() {
        var random = new Random(7);
        var letters = "ab &|!(),*not or and é\n";
        for (var i = 0; i < 50_000; i++) {
            var text = new StringBuilder();
            for (var n = random.nextInt(20); n > 0; n--) text.append(letters.charAt(random.nextInt(letters.length())));
            try {
                GroupExpression.parse(text.toString()).holds(GROUPS);
            } catch (BadGroupExpression refused) {
                assertThat(refused.offset()).isBetween(0, text.length());
            }
        }
    }

    @Test
    void a_group_name_is_made_of_what_everything_can_carry() {
        assertThat(GroupName.nearest(" Red Hat / 9.3 ")).isEqualTo("Red-Hat-9.3");
        assertThat(GroupName.nearest("é!")).isEmpty();
        assertThat(GroupName.nearest("x".repeat(80))).hasSize(64);
        assertThat(GroupName.isOne("zone::internet")).isTrue();
        assertThat(GroupName.isOne("a b")).isFalse();
    }
}
