# The list is read from standard input as today, and the call stays the same.
test "$(printf 'Bo\nAda\n' | python3 guests.py)" = "$(printf 'Ada\nBo')"
