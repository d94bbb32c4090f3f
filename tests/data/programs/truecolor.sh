# Gradients of true colours, as text, behind it and under it, written in all ways that programs write them; then waits.
for row in 0 1 2 3 4 5 6 7 8 9; do
  for column in $(seq 0 9); do
    red=$((column * 28)) green=$((row * 28)) blue=$((255 - column * 14 - row * 14))
    printf '\033[48;2;%d;%d;%dm\033[38;2;%d;%d;%dm▀▄\033[0m' $red $green $blue $blue $red $green
    printf '\033[48:2::%d:%d:%dm \033[38:2::%d:%d:%dm█\033[0m' $green $red $blue $red $blue $green
  done
  printf '\r\n'
done
for style in 1 2 3 4 5; do printf '\033[4:%d;58:2::200:%d:0munder\033[59m line\033[0m ' $style $((style * 50)); done
printf '\r\n\033[48;2;40;0;60m\033[Jbehind what was erased\r\nTHE-END'
read -r _
