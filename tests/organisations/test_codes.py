import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hengzhi.organisations.codes import (
    CREDIT_ALPHABET,
    Finding,
    check_credit_code,
    check_licence_number,
    check_organisation_code,
    clean_code,
    credit_check,
    licence_check,
    make_credit_code,
    make_licence_number,
    make_organisation_code,
)

COMPARE = "Compare the number with the certificate: a character is mistyped."
VALID_CREDIT_CODES = [
    "91110000600037341L", "91310109MA1K00015X", "91310109133200014R", "123101094250000146", "52310109501700013F",
    "92310109MA1L00024B",
]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("code", VALID_CREDIT_CODES)
def test_a_valid_credit_code_has_no_finding(code):
    assert check_credit_code(code) == []


@pytest.mark.parametrize("code", VALID_CREDIT_CODES)
def test_a_credit_code_is_made_of_its_parts(code):
    made = make_credit_code(authority=code[:2], division=code[2:8], organisation_code=make_organisation_code(code[8:16]))

    assert made == code


def test_letters_may_stand_in_the_first_eight_characters():
    code = make_credit_code(authority="N2", division="310109", organisation_code=make_organisation_code("MF000001"))

    assert check_credit_code(code) == []


def test_a_mistyped_check_character_is_found_with_the_right_one():
    assert check_credit_code("91110000600037341M") == [
        Finding("The last character is M; by the others it should be L.", COMPARE)
    ]


def test_a_wrong_inner_check_character_is_only_a_warning():
    body = "91310109" + "133200015"

    findings = check_credit_code(body + credit_check(body))

    assert findings == [
        Finding(
            "The organisation code inside, 133200015, does not end in its check character 4.",
            "Compare it with the certificate; some early codes are so.",
            is_warning=True,
        )
    ]


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("9131010913320001", Finding("The number has 16 characters.", "Write all 18.")),
        ("", Finding("The number has 0 characters.", "Write all 18.")),
        ("9131O109I3320O014R", Finding("“OI” cannot stand in such a number.", f"Use only {CREDIT_ALPHABET}.")),
    ],
)
def test_a_misshapen_credit_code_says_what_is_wanted(code, finding):
    assert check_credit_code(code) == [finding]


def test_a_number_is_cleaned_of_width_case_blanks_and_hyphens():
    assert clean_code(" ９１310109-ma1k 00015x ") == "91310109MA1K00015X"


@pytest.mark.parametrize("code", ["600037341", "60003734-1", "MA1K00015", "MA1K00023"])
def test_a_valid_organisation_code_has_no_finding(code):
    assert check_organisation_code(code) == []


def test_a_wrong_organisation_code_names_its_check_character():
    sentences = [str(finding) for finding in check_organisation_code("60003734-7")]

    assert sentences == [f"The last character is 7; by the others it should be 1. {COMPARE}"]


def test_the_licence_check_digit_is_iso_7064_mod_11_10():
    assert [licence_check("0794"), licence_check("79462")] == ["5", "3"]


@pytest.mark.parametrize("number", ["110108000000016", make_licence_number(division="310109", sequence=123)])
def test_a_valid_licence_number_has_no_finding(number):
    assert check_licence_number(number) == []


def test_a_licence_number_of_old_length_says_what_is_wanted():
    assert check_licence_number("3101091012345") == [Finding("The number has 13 characters.", "Write all 15.")]


@given(sequence=st.integers(0, 10**8 - 1), place=st.integers(0, 14), shift=st.integers(1, 9))
def test_one_mistyped_digit_of_a_licence_number_is_always_found(sequence, place, shift):
    number = make_licence_number(division="310109", sequence=sequence)

    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert check_licence_number(wrong) != []


@given(body=st.text(CREDIT_ALPHABET, min_size=8, max_size=8), place=st.integers(0, 17), other=st.integers(1, 30))
def test_one_mistyped_character_of_a_credit_code_is_always_found(body, place, other):
    code = make_credit_code(authority="91", division="310109", organisation_code=make_organisation_code(body))

    letter = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(code[place]) + other) % 31]

    assert check_credit_code(code[:place] + letter + code[place + 1 :]) != []
