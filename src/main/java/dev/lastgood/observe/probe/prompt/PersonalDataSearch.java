package dev.lastgood.observe.probe.prompt;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.lastgood.api.probe.PersonalData;
import dev.lastgood.observe.probe.sample.SearchPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;
import org.apache.commons.validator.routines.IBANValidator;

/**
 * Finds personal data in a text. A pattern proposes, in linear time; what has a check digit or a plan of numbers is checked
 * by it. Only numbers of findings leave this class.
 */
final class PersonalDataSearch {

    private static final SearchPattern EMAIL =
            SearchPattern.of("email", "[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9][A-Za-z0-9.-]*\\.[A-Za-z]{2,}");

    /** Groups of digits, as card numbers are written. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]+(?:[ -][0-9]+)*");

    private static final Pattern IBAN = Pattern.compile("\\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}");

    private static final int SHORTEST_CARD = 13;
    private static final int LONGEST_CARD = 19;

    private static final CreditCardValidator CARDS = new CreditCardValidator(new CreditCardRange[] {
        new CreditCardRange("4", null, new int[] {13, 16, 19}), // Visa
        new CreditCardRange("51", "55", 16, 16), // Mastercard
        new CreditCardRange("2221", "2720", 16, 16), // Mastercard
        new CreditCardRange("34", null, 15, 15), // American Express
        new CreditCardRange("37", null, 15, 15), // American Express
        new CreditCardRange("300", "305", 14, 14), // Diners
        new CreditCardRange("36", null, 14, 14), // Diners
        new CreditCardRange("3528", "3589", 16, 19), // JCB
        new CreditCardRange("6011", null, 16, 19), // Discover
        new CreditCardRange("644", "649", 16, 19), // Discover
        new CreditCardRange("65", null, 16, 19), // Discover
        new CreditCardRange("62", null, 16, 19), // UnionPay
    });

    /** The library's own bound against texts that are all candidates. */
    private static final long MOST_TRIES = 10_000;

    private static final String NO_REGION = "ZZ";

    private PersonalDataSearch() {}

    /** Returns how many there are. */
    static int count(PersonalData kind, String text, List<String> phoneRegions) {
        return switch (kind) {
            case Email -> EMAIL.countIn(text);
            case CreditCard -> cards(text);
            case IBAN -> ibans(text);
            case PhoneNumber -> phones(text, phoneRegions);
        };
    }

    private static int cards(String text) {
        Matcher runs = DIGITS.matcher(text);
        int found = 0;
        while (runs.find()) {
            String[] groups = runs.group().split("[ -]");
            int first = 0;
            while (first < groups.length) {
                int next = endOfCard(groups, first);
                found += next > first ? 1 : 0;
                first = Math.max(next, first + 1);
            }
        }
        return found;
    }

    /** The group behind the card number that begins with a group; that group itself where none does. */
    private static int endOfCard(String[] groups, int first) {
        StringBuilder number = new StringBuilder();
        for (int i = first; i < groups.length && number.length() + groups[i].length() <= LONGEST_CARD; i++) {
            number.append(groups[i]);
            if (number.length() >= SHORTEST_CARD && CARDS.isValid(number.toString())) {
                return i + 1;
            }
        }
        return first;
    }

    private static int ibans(String text) {
        Matcher matcher = IBAN.matcher(text);
        int found = 0;
        int from = 0;
        while (from < text.length() && matcher.find(from)) {
            int end = endOfIban(text, matcher.start());
            found += end > 0 ? 1 : 0;
            from = end > 0 ? end : matcher.start() + 2;
        }
        return found;
    }

    /** Where the IBAN that begins here ends, by the length that its country has; 0 where it is none. */
    private static int endOfIban(String text, int start) {
        var country = IBANValidator.getInstance().getValidator(text.substring(start, start + 2));
        if (country == null) {
            return 0;
        }
        StringBuilder iban = new StringBuilder();
        int at = start;
        while (at < text.length() && iban.length() < country.getIbanLength()) {
            char c = text.charAt(at++);
            if (Character.isLetterOrDigit(c)) {
                iban.append(c);
            } else if (c != ' ') {
                return 0;
            }
        }
        boolean goesOn = at < text.length() && Character.isLetterOrDigit(text.charAt(at));
        return !goesOn && IBANValidator.getInstance().isValid(iban.toString()) ? at : 0;
    }

    private static int phones(String text, List<String> regions) {
        List<String> all = new ArrayList<>(regions);
        all.add(NO_REGION);
        Set<Integer> places = new HashSet<>();
        for (String region : all) {
            for (PhoneNumberMatch match :
                    PhoneNumberUtil.getInstance().findNumbers(text, region, Leniency.VALID, MOST_TRIES)) {
                places.add(match.end());
            }
        }
        return places.size();
    }
}
