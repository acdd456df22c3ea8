"""The operators that the languages of rivals write alike, between their arguments."""

INFIX = {
    "and": " and ",
    "or": " or ",
    "equal": " == ",
    "unequal": " != ",
    "less": " < ",
    "at_most": " <= ",
    "more": " > ",
    "at_least": " >= ",
    "add": " + ",
    "subtract": " - ",
    "multiply": " * ",
    "among": " in ",
}
