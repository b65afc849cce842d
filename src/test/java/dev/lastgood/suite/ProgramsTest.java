package dev.lastgood.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProgramsTest {

    @NeedsProgram("sh")
    private static final class WithOneThatIsThere {}

    @NeedsProgram("sh")
    @NeedsProgram(value = "no-such-program", ofPackage = "its-package")
    private static final class WithOneThatIsMissing {}

    @Test
    void theReasonSaysWhatIsMissingAndHowToInstallIt() {
        assertThat(Programs.missing(WithOneThatIsMissing.class))
                .contains("no-such-program is not on the PATH; on Debian and Ubuntu: apt-get install its-package");
    }

    @Test
    void nothingIsMissingIfAllAreOnThePath() {
        assertThat(Programs.missing(WithOneThatIsThere.class)).isEmpty();
        assertThat(Programs.missing(ProgramsTest.class)).isEmpty();
        assertThat(Programs.find("sh")).isExecutable();
    }

    @Test
    void aTestThatDoesNotDeclareItsProgramIsTold() {
        assertThatThrownBy(() -> Programs.find("no-such-program"))
                .hasMessage("no-such-program is not on the PATH; the test lacks @NeedsProgram(\"no-such-program\")");
    }
}
