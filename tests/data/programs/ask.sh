# Asks the terminal what it is, where its cursor stands and how its background is coloured, and prints all that comes
# back until nothing has come for a second.
saved=$(stty -g)
stty raw -echo min 0 time 10
printf '\033[2J\033[3;5H\033[c\033[6n\033]11;?\033\\'
answers=$(dd bs=1 2>/dev/null | od -An -c | tr -d ' \n')
stty "$saved"
printf '\033[H\033[Janswers:%s:end\r\n' "$answers"
