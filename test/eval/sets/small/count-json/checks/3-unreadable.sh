# A file that cannot be read ends the program with exit code 1 and a line that names it; then nothing is printed.
printf 'd\n' > z.txt
for option in '' --json; do
  out=$(python3 count.py $option z.txt missing.txt 2>err.txt); code=$?
  test $code = 1 && test -z "$out" && test "$(grep -c missing.txt err.txt)" = 1 && ! grep -q Traceback err.txt || exit 1
done
