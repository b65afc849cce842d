package dev.lastgood.observe.probe.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastgood.api.probe.PersonalData;
import dev.lastgood.suite.Slow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is personal data, and what only looks so. */
@Slow
class PersonalDataSearchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Email       | 1 | write to jane.doe+x@mail.example.org, please",
                "Email       | 2 | a@example.org;b@example.org",
                "Email       | 0 | an @ sign, user@localhost and 5 @ 3.50",
                "PhoneNumber | 1 | call +1 415-555-2671 today",
                "PhoneNumber | 1 | Tel. +49 (0)30 901820",
                "PhoneNumber | 0 | part 415-555-2671, in 2026-11-23 12:00:00",
                "PhoneNumber | 0 | +99 12 is no number of any country",
                "CreditCard  | 1 | 4111111111111111",
                "CreditCard  | 1 | card 5555-5555-5555-4444 and 1234 5678",
                "CreditCard  | 1 | order 12345 4111 1111 1111 1111 99",
                "CreditCard  | 2 | 378282246310005, 3530111333300000",
                "CreditCard  | 0 | 4111111111111112",
                "CreditCard  | 0 | 1732360000000 and 0000 0000 0000 0000",
                "CreditCard  | 0 | 41111111111111110000000000",
                "IBAN        | 1 | to DE89 3704 0044 0532 0130 00 BY FRIDAY",
                "IBAN        | 2 | GB82WEST12345698765432/FR1420041010050500013M02606",
                "IBAN        | 0 | DE88 3704 0044 0532 0130 00",
                "IBAN        | 0 | XX89 3704 0044 0532 0130 00 and AB12CDEF",
            })
    void isFound(PersonalData kind, int number, String text) {
        assertThat(PersonalDataSearch.count(kind, text, List.of())).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"US, 415-555-2671", "DE, 030 901820", "GB, 020 7946 0958"})
    void aNationalNumberIsFoundWhereItsRegionIsNamed(String region, String number) {
        assertThat(PersonalDataSearch.count(PersonalData.PhoneNumber, "call " + number, List.of(region)))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void takesBoundedTimeOnTextsThatAreAllCandidates(PersonalData kind) {
        String nasty =
                switch (kind) {
                    case Email -> "a.".repeat(1 << 18) + "@" + "a.".repeat(1 << 18);
                    case PhoneNumber -> "+1 415 555 ".repeat(95_000);
                    case CreditCard -> "4111 ".repeat(200_000);
                    case IBAN -> "DE89 ".repeat(200_000);
                };

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> PersonalDataSearch.count(kind, nasty, List.of("US", "DE")));
    }
}
