# The table of 256 colours, as text and behind it, with every attribute beside; then waits for Enter.
for color in $(seq 0 255); do
  printf '\033[38;5;%dm%4d\033[48;5;%dm x \033[49m' "$color" "$color" "$color"
  [ $((color % 8)) -eq 7 ] && printf '\033[0m\r\n'
done
for color in 30 31 37 90 97; do printf '\033[%d;%dmbasic\033[0m ' "$color" "$((color + 10))"; done
printf '\r\n'
for attribute in 1 2 3 4 7 8 9 21; do printf '\033[%smattribute %s\033[0m ' "$attribute" "$attribute"; done
printf '\r\n\033[1;3;4;7;9;35;46mall of them\033[K\033[0m\r\nTHE-END'
read -r _
