"""Numbers with a decimal point, as shop owners in the United States and Mexico write them: 5.6 miles, 1,150."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
