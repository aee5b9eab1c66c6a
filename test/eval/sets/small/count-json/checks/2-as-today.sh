# Without it everything is printed as today.
printf 'a b\nc\n' > x.txt; printf 'd\n' > z.txt
test "$(python3 count.py x.txt z.txt)" = "$(printf '2 x.txt\n1 z.txt')" && test "$(python3 count.py --words x.txt)" = '3 x.txt'
