# Asks the terminal, with the cursor in row 1, what it is in three ways, whether it is well, where its cursor stands, whether
# pastes are bracketed, how its text and background are coloured and which keyboard protocol it speaks, and prints all that
# comes back until nothing has come for a second.
saved=$(stty -g)
stty raw -echo min 0 time 10
printf '\033[2J\033[1;5H\033[c\033[>c\033[5n\033[6n\033[?2004$p\033]10;?\033\\\033]11;?\033\\\033[>q\033[?u'
answers=$(dd bs=1 2>/dev/null | od -An -c | tr -d ' \n')
stty "$saved"
printf '\033[H\033[Janswers:%s:end\r\n' "$answers"
