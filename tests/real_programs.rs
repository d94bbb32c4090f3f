//! Real programs, stopped in the middle of what they do: a client that attaches now must see exactly what one sees that
//! was there all along. Both are shown to the app's terminal emulator, which must not find a difference.

mod flood;
mod queries;
mod recorded;
mod returning;
mod stage;
mod watcher;

use stage::{Stage, data, has};

const ESC: &str = "\x1b";
const UP: &str = "\x1b[A";

#[test]
fn bash_with_a_coloured_prompt_history_and_a_search_in_it_is_shown_as_it_is() {
    if !has(&["bash"]) {
        return;
    }
    let rc = data("programs/bashrc");
    let prompt = |number: u32| format!("{number}{}", if rustix::process::geteuid().is_root() { '#' } else { '$' });
    let stage = Stage::start("60x15", &["bash", "--noprofile", "--rcfile", &rc, "-i"]);
    stage.shows(&prompt(1));
    stage.types("seq 1 40; mkdir 'a 日本 directory'; cd a*\r");
    stage.shows(&prompt(2));
    stage.types("echo a command that is longer than a row of this terminal, so that it goes on in the next 端末\r");
    stage.shows(&prompt(3));
    stage.types("printf '\\e[41mcolours\\e[K\\n\\e[7mthat are left on\\n'\r");
    stage.shows(&prompt(4));
    stage.compare("at the prompt");
    // Twice back in the history, into the middle of the long command, and something typed there.
    stage.types(&format!("{UP}{UP}\x01{ESC}f{ESC}f{ESC}f inserted"));
    stage.shows("command inserted that");
    stage.compare("within an old command");
    stage.types("\x15\x12mkd");
    stage.shows("`mkd': ");
    stage.compare("in a search of the history");
}

#[test]
fn vim_with_colours_split_windows_and_a_selection_is_shown_as_it_is() {
    if !has(&["vim"]) {
        return;
    }
    let (vimrc, script) = (data("programs/vimrc"), data("programs/flood.sh"));
    let stage = Stage::start("90x26", &["vim", "-u", &vimrc, "-i", "NONE", &script]);
    stage.shows("All");
    stage.types("/printf\r");
    stage.types(&format!("oprintf '%s' \"日本 $HOME\"{ESC}:split\r:vsplit {vimrc}\r"));
    stage.shows("syntax on");
    stage.compare("in split windows");
    stage.types(&format!("{ESC}/set\rw\x17jggVjj"));
    stage.shows("VISUAL LINE");
    stage.compare("while selecting");
    stage.types(&format!("{ESC}i"));
    stage.shows("INSERT");
    stage.compare("while inserting");
    stage.types(&format!("{ESC}:qa!\r"));
    stage.ends();
}

#[test]
fn less_scrolled_and_searched_is_shown_as_it_is() {
    if !has(&["less"]) {
        return;
    }
    let stage = Stage::prepare("70x20");
    let line = |n: usize| match n % 10 {
        0 => format!(
            "{n} \x1b[1;35mneedle\x1b[0m and a row that is longer than the terminal is wide {}\n",
            "端末 ".repeat(9)
        ),
        _ => format!("{n} \x1b[3{}mcoloured\x1b[0m hay\n", n % 8),
    };
    let file = stage.write("long", &(1..=2000).map(line).collect::<String>());
    stage.run(&["env", "-u", "LESS", "less", "-R", "-J", &file]);
    stage.shows("8 coloured");
    stage.types("50%");
    stage.shows("1017 ");
    stage.compare("scrolled to the middle");
    stage.types("/needle\r");
    stage.shows("* 1020 needle");
    stage.types("nNkkkj");
    stage.compare("at something found");
    stage.types("G");
    stage.shows("(END)");
    stage.types("kkk\x15");
    stage.shows("1980 needle");
    stage.compare("near the end");
    stage.types("q");
    stage.ends();
}

#[test]
fn htop_is_shown_as_it_is() {
    if !has(&["htop"]) {
        return;
    }
    let stage = Stage::start("100x30", &["htop", "--delay=5"]);
    stage.shows("F10");
    stage.compare("as it begins");
    stage.types(&format!("t{ESC}[B{ESC}[B "));
    stage.shows("List");
    stage.compare("as a tree");
    stage.types("\x1bOQ");
    stage.shows("Categories");
    stage.compare("in its set-up");
}

#[test]
fn tmux_in_a_session_is_shown_as_it_is() {
    if !has(&["tmux"]) {
        return;
    }
    let conf = data("programs/tmux.conf");
    let wide = data("programs/wide.sh");
    let stage =
        Stage::start("80x24", &["env", "-u", "TMUX", "tmux", "-L", "hf", "-f", &conf, "new-session", "-s", "one"]);
    stage.shows("[one]");
    stage.types("\x02%");
    stage.types("\x02\"");
    stage.types(&format!("sh {wide}\r"));
    stage.shows("THE-END");
    stage.compare("in three panes");
    stage.types("\x02[\x15 \x1b[A\x1b[A");
    stage.shows("/");
    stage.compare("in its copy mode");
    stage.types("q");
    stage.types("\x02z");
    stage.shows("Z");
    stage.compare("with a pane enlarged");
}

#[test]
fn two_hundred_and_fifty_six_colours_and_all_attributes_are_shown_as_they_are() {
    let stage = Stage::script("80x24", "colors-256.sh");
    stage.shows("THE-END");
    stage.compare("the table");
}

#[test]
fn true_colours_are_shown_as_they_are() {
    let stage = Stage::script("60x16", "truecolor.sh");
    stage.shows("THE-END");
    stage.compare("the gradients");
}

#[test]
fn wide_combining_and_joined_characters_are_shown_as_they_are() {
    for size in ["31x40", "30x12", "80x24"] {
        let stage = Stage::script(size, "wide.sh");
        stage.shows("THE-END");
        stage.compare(size);
    }
}

#[test]
fn mouse_paste_alternate_screen_scroll_region_and_other_modes_are_as_they_are() {
    let stage = Stage::script("40x14", "modes.sh");
    for step in ["mouse", "alternate", "back", "region", "line-drawing", "reset"] {
        stage.shows(&format!("step {step}"));
        stage.compare(step);
        stage.types("\r");
    }
    stage.has_printed(b"\x1b]0;unfi");
    stage.compare("in the middle of a title");
}
