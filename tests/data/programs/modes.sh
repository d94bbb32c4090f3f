# Step by step through what is not text: the next step begins with Enter. Each says its name on the screen.
step() { printf 'step %s ' "$1"; read -r _; }
printf '\033[?1000h\033[?1002h\033[?1006h\033[?2004h\033[?1004h\033[?1h\033=\033[5 q\033]2;a title\007'
step mouse
printf '\033[31mred\0337\033[?1002l\033[?1003h\033[?1006l\033[?1015h\033[?1005h\033[?25l'
printf '\033[?1049h\033[44m\033[2J\033[5;9Halternate\033[7m'
step alternate
printf '\033[?1049l\033[?1003l\033[?1005l\033[?25h\033[?2004l\033[?1004l\033[?1l\033>\033[0m'
step back
printf '\033[3g\033[4G\033H\033[11G\033H\033[4;9r\033[?6h\033[2;1H\033[32minside\ttabs\ttabs\r\n'
for line in 1 2 3 4 5 6 7 8 9; do printf 'scrolled %s\r\n' $line; done
step region
printf '\033[r\033[?6l\033[?7l\033[4h\033[12;1H\033(0lqqqqk\033(B\033)0\016x\017'
printf '\r\n%0100d\r\ninserted\r>' 0
step line-drawing
printf '\033[!p\033[4l\033[0m'
step reset
printf '\033]8;id=one;https://example.org/a\033\\a link\033]8;;\033\\ \033]11;#102030\033\\\033]4;1;rgb:00/ff/00\033\\\033[>1u'
printf '\033]0;unfi'
read -r _
