#!/usr/bin/env python3
"""Records what real programs write, for the tests of `screen`: `record.py FOLDER SCENE...` (all scenes if none is named).

Needs bash, git, htop, less, tmux, vim and vttest; the agents' scenes are left out where `claude` or `codex` is not on the
path. A scene is typed at its program step by step, each time after it has been quiet for a while. Everything runs in an
empty home, so that nothing of the machine is in a recording. A new recording is never the same as the last one to the
byte: one that tests name numbers for (src/tests/second_opinion.rs) has to be looked at again.
"""

import fcntl, json, os, pty, re, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time

QUIET = 1.2  # seconds without output after which a program waits for the next key
LONGEST = 20  # seconds that a step may take at most
ESC, ENTER, UP, DOWN = "\x1b", "\r", "\x1b[A", "\x1b[B"
MENU = b"Enter choice number"

# What a terminal answers, so that no program waits: by the question's bytes.
ANSWERS = {
    rb"\x1b\[6n": b"\x1b[1;1R",
    rb"\x1b\[5n": b"\x1b[0n",
    rb"\x1b\[0?c": b"\x1b[?6c",
    rb"\x1b\[>0?c": b"\x1b[>0;2600;1c",
    rb"\x1b\]11;\?(?:\x07|\x1b\\)": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    rb"\x1b\]10;\?(?:\x07|\x1b\\)": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
}


class Program:
    """A program on a terminal of its own, and all that it wrote."""

    def __init__(self, command, cols, rows, home):
        self.size, self.output, self.asked = (cols, rows), b"", 0
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(f"{home}/work")
            os.execvpe(command[0], command, environment(home))
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def settle(self):
        """Reads until nothing comes any more. False: the program has ended."""
        end = time.time() + LONGEST
        while time.time() < end and select.select([self.terminal], [], [], QUIET)[0]:
            try:
                piece = os.read(self.terminal, 65536)
            except OSError:
                return False
            if not piece:
                return False
            self.output += piece
            self.answer()
        return True

    def answer(self):
        answered, fresh = self.asked, self.output[self.asked :]
        questions = [(match.end(), reply) for question, reply in ANSWERS.items() for match in re.finditer(question, fresh)]
        for end, reply in sorted(questions):
            os.write(self.terminal, reply)
            self.asked = answered + end

    def type(self, *steps):
        for step in steps:
            os.write(self.terminal, step.encode())
            if not self.settle():
                return

    def save(self, folder, name):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
        cols, rows = self.size
        with open(f"{folder}/{name}.recording", "wb") as file:
            file.write(self.output)
        with open(f"{folder}/{name}.size.json", "w") as file:
            json.dump({"columns": cols, "screen_lines": rows}, file)
        print(f"{name}: {len(self.output)} bytes")


def environment(home):
    path = os.environ["PATH"]
    return {"HOME": home, "PATH": path, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8",
            "PS1": "$ ", "TMUX_TMPDIR": home, "SHELL": "/bin/bash", "USER": "user", "LOGNAME": "user"}


def prepare(home):
    """A home with something to look at."""
    work = f"{home}/work"
    os.makedirs(work)
    with open(f"{work}/poem.txt", "w") as file:
        for number in range(1, 301):
            mark = "\x1b[1;35mneedle\x1b[0m " if number % 10 == 0 else ""
            file.write(f"{number} {mark}hay {'端末 ' * (number % 9)}{'long ' * (number % 31)}\n")
    with open(f"{work}/table.sh", "w") as file:
        file.write("#!/bin/bash\nset -eu\n# A table of squares.\n"
                   "for n in {1..40}; do\n  printf '%d\\t%d \"日本\"\\n' \"$n\" \"$((n * n))\"\ndone\n" * 4)
    git = ["git", "-C", work, "-c", "user.name=A. Person", "-c", "user.email=a@example.org"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*git, "init", "-q", "-b", "main"], **quiet)
    for number in range(12):
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", f"main: step {number} 漢字"], **quiet)
        if number % 4 == 1:
            subprocess.run([*git, "checkout", "-q", "-b", f"side{number}"], **quiet)
            for side in range(2):
                subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", f"side {number}.{side}"], **quiet)
            subprocess.run([*git, "checkout", "-q", "main"], **quiet)
            subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "main: meanwhile"], **quiet)
            subprocess.run([*git, "merge", "-q", "--no-ff", "-m", f"merge side{number}", f"side{number}"], **quiet)


def bash(start):
    program = start(["bash", "--norc", "-i"], 60, 15)
    program.settle()
    marks = r"PS0='\e]133;C\a'; PS1='\[\e]133;A\a\e]7;file://host$PWD\a\e[1;32m\]\w\[\e[m\]\$ \[\e]133;B\a\]'"
    program.type(marks + ENTER, "seq 1 40" + ENTER, "mkdir 'a 日本 directory'; cd a*" + ENTER)
    program.type("echo a command that is longer than a row of this terminal, so that it goes on 端末" + ENTER)
    program.type(UP, "\x01", ESC + "f" + ESC + "f", " inserted", ESC + "d", "\x19\x19", ENTER)
    program.type("\x12", "mkd", "\x07", "ls -la --color /" + "\t\t", ENTER, "cd ..; ls --color -C" + ENTER)
    program.type(r"printf '\e[41mcolours\e[K\n\e[7mthat are left on\n'" + ENTER, "clear" + ENTER, "\x1b[200~pasted\x1b[201~")
    return program


def vim(start):
    program = start(["vim", "-u", "NONE", "-i", "NONE", "-N", "table.sh"], 90, 26)
    program.settle()
    program.type(":syntax on" + ENTER, ":set nu hls ruler mouse=a" + ENTER, "/printf" + ENTER, "oprintf '%s' \"日本 $HOME\"", ESC)
    program.type(":split" + ENTER, ":vsplit poem.txt" + ENTER, "\x06", "\x06", "\x02", "/needle" + ENTER, "n", "\x17j", "ggVjj", ">")
    program.type("u", "\x16lljd", ":%s/n/N/g" + ENTER, "\x17o", "10dd", "p", "iinserted ", ESC, ":qa!" + ENTER)
    return program


def less(start):
    program = start(["less", "-R", "-J", "poem.txt"], 70, 20)
    program.settle()
    program.type(" ", " ", "50%", "/needle" + ENTER, "n", "N", "kkk", "j", "G", "kkk", "\x15", "g", "-S", ENTER, "\x1b[C", "q")
    return program


def htop(start):
    sleeper = subprocess.Popen(["sleep", "600"])
    program = start(["htop", "--delay=20", "-p", f"{sleeper.pid}"], 100, 30)
    program.settle()
    program.type("t", DOWN, " ", "\x1bOQ", DOWN, DOWN, ESC, "h", ESC, "q")
    sleeper.kill()
    sleeper.wait()
    return program


def tmux(start):
    conf = "set -g status-right ''; set -g status-interval 0; set -g default-command 'bash --norc'"
    with open("/tmp/holdfast-recording-tmux.conf", "w") as file:
        file.write(conf.replace("; ", "\n"))
    program = start(["tmux", "-L", "recording", "-f", file.name, "new-session", "-s", "one"], 80, 24)
    program.settle()
    program.type("\x02%", "seq 100" + ENTER, '\x02"', "bash table.sh" + ENTER, "\x02[", UP * 20, " ", UP * 3, "q", "\x02z", "\x02z", "\x02o")
    program.type("vim -u NONE -i NONE poem.txt" + ENTER, "\x06\x06", "\x02" + UP, ":q" + ENTER, "\x02:kill-session" + ENTER)
    os.remove(file.name)
    return program


def git(start):
    command = "export GIT_PAGER=cat; git log --color --graph --oneline --all; git log --color --graph --decorate --all | cat; git status"
    program = start(["bash", "-c", command], 72, 24)
    program.settle()
    return program


def claude(start):
    home = os.path.dirname(os.path.realpath("/tmp/holdfast-recording/work"))
    trusted = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
    # Past the questions of a first start, and with a key that opens nothing.
    settings = {"hasCompletedOnboarding": True, "theme": "dark", "projects": {f"{home}/work": trusted},
                "customApiKeyResponses": {"approved": ["no-key-at-all"], "rejected": []}}
    with open(f"{home}/.claude.json", "w") as file:
        json.dump(settings, file)
    program = start(["env", "ANTHROPIC_API_KEY=no-key-at-all", "DISABLE_AUTOUPDATER=1", "claude"], 100, 30)
    for _ in range(4):
        program.settle()
    program.type("/", DOWN, DOWN, UP, ESC, "\x15", "?", "\x7f", "hello 日本 agent\\", ENTER, "second line", ENTER)
    program.type("", "", ESC, "/config" + ENTER, DOWN, DOWN, ESC, "/theme" + ENTER, DOWN, ESC, "\x03", "\x03")
    return program


def codex(start):
    program = start(["codex"], 100, 30)
    for _ in range(3):
        program.settle()
    program.type(DOWN, UP, DOWN, "\x03")
    return program


def vttest(path, choices=()):
    """The pages below one entry of vttest's menus, or below several entries of one menu."""

    def scene(start):
        program = start(["vttest"], 80, 24)
        program.settle()
        for choice in path:
            program.type(f"{choice}{ENTER}")
        pages(program)
        for choice in choices:
            program.type(f"{choice}{ENTER}")
            pages(program)
        return program

    return scene


def pages(program):
    """Each page waits for RETURN; the last leads back to a menu."""
    for _ in range(60):
        if MENU in program.output[-400:] or not program.settle():
            return
        program.type(ENTER)


SCENES = {
    "bash": bash, "vim": vim, "less": less, "htop": htop, "tmux": tmux, "git_log": git, "claude": claude, "codex": codex,
    "vttest_1_cursor": vttest([1]), "vttest_2_screen": vttest([2]), "vttest_3_charsets": vttest([3]),
    "vttest_4_double": vttest([4]), "vttest_6_reports": vttest([6], [3, 4]), "vttest_8_vt102": vttest([8]),
    "vttest_11_vt220": vttest([11, 1, 2], [2, 3]), "vttest_11_movement": vttest([11, 5], range(2, 10)),
    "vttest_11_colors": vttest([11, 6], range(2, 8)), "vttest_11_other": vttest([11, 7], range(2, 8)),
    "vttest_11_alternate": vttest([11, 8, 7], [3]),
}


def main():
    folder, *names = sys.argv[1:]
    folder = os.path.abspath(folder)
    for name in names or SCENES:
        if name in ("claude", "codex") and not shutil.which(name):
            print(f"{name}: not installed")
            continue
        with tempfile.TemporaryDirectory() as home:
            prepare(home)
            # A name that says nothing of this machine.
            link = "/tmp/holdfast-recording"
            os.path.lexists(link) and os.remove(link)
            os.symlink(home, link)
            SCENES[name](lambda command, cols, rows: Program(command, cols, rows, link)).save(folder, name)
            os.remove(link)


main()
