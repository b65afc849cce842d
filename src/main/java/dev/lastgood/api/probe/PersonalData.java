package dev.lastgood.api.probe;

/** Kinds of personal data that can be recognised in a text. */
public enum PersonalData {
    /** An email address. */
    Email,
    /** A phone number with its country code, or as it is written in one of the regions named. */
    PhoneNumber,
    /** The number of a payment card: the ranges of the card networks, and Luhn's check digit. */
    CreditCard,
    /** An international bank account number: length and form of its country, and the check digits (mod 97). */
    IBAN
}
