# After Enter, many numbered lines with colours, links and wide characters: first in pieces that end anywhere, in the middle of
# sequences and characters too, with short pauses; the rest as fast as it can be written; then waits.
read -r _
seq 1 12000 | awk '{
  printf "\033[3%dm%05d\033[0;48;5;%dm 日本語\033[1m 😀é\033[0m \033[38;2;%d;%d;9m\033]8;;https://example.org/%d\033\\goes on\033]8;;\033\\\033[0m%s\r\n",
    $1 % 8, $1, $1 % 256, $1 % 200, $1 % 250, $1, $1 % 7 ? "" : " and wraps, as it is longer than a row of this 端末 is"
}' | {
  for _ in $(seq 120); do
    dd bs=5557 count=1 iflag=fullblock 2>/dev/null
    sleep 0.01
  done
  cat
}
printf 'THE-END'
read -r _
