package dev.lastgood.api.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lastgood.api.ConfigMapKeySource;
import dev.lastgood.api.Names;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** What is expected of the answers to a prompt; all that is written must hold. */
public class PromptExpect {

    /** Where the answer stands in a response of the OpenAI chat API. */
    public static final String CHAT_ANSWER = "/choices/0/message/content";

    @JsonPropertyDescription(
            "true: all answers of a sample are the same, character by character (needs samples: 2 or more); else Bad (AnswersDiffer). "
                    + "Default: false.")
    @Default("false")
    public boolean identical;

    @JsonPropertyDescription(
            "JSON pointer to the answer in the response, which must be JSON. Default: /choices/0/message/content, as in the OpenAI chat API. "
                    + "Empty: the whole response is the answer. Nothing there: Bad (AnswerUnexpected). At most 256 characters.")
    @Default(CHAT_ANSWER)
    @Size(max = 256)
    @Pattern(Names.JSON_POINTER)
    public String answerPointer = CHAT_ANSWER;

    @JsonPropertyDescription(
            "A JSON schema (draft 4 to 2020-12) that each answer, read as JSON, must satisfy; at most 64 KiB, and it refers to nothing outside "
                    + "itself. Violated, or no JSON: Bad (SchemaViolated). Not a schema: Unknown (ProbeInvalid).")
    public ConfigMapKeySource jsonSchemaFrom;

    @JsonPropertyDescription(
            "Personal data that must not stand in an answer: Email, PhoneNumber, CreditCard, IBAN. Found: Bad (ForbiddenPatternFound), and "
                    + "only kind and number are told.")
    @Size(max = 4)
    public List<PersonalData> forbid = new ArrayList<>();

    @JsonPropertyDescription(
            "Regions (ISO 3166, such as US or DE) whose national notation counts for PhoneNumber, too. Default: none; only numbers with '+' and "
                    + "country code are recognised. At most 8.")
    @Size(max = 8)
    public List<@Pattern("^[A-Z]{2}$") @Size(max = 2) String> phoneRegions = new ArrayList<>();

    @JsonPropertyDescription("Further patterns that must not be found in an answer, such as national ids. At most 16.")
    @Size(max = 16)
    @ValidationRule(
            value = "self.all(p, self.exists_one(q, q.name == p.name))",
            message = "two patterns have one name: give each of forbidPatterns[] a name of its own")
    public List<ForbiddenPattern> forbidPatterns = new ArrayList<>();

    @JsonPropertyDescription("An answer that is known to be good, and how far from it an answer may be.")
    public GoldenAnswer golden;
}
