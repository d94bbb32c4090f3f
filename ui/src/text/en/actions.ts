// What actions are called in the palette, in the cheat sheet and in the settings: verbs first, as on a button.

import { count } from "./count";

export const actions = {
  groups: {
    sessions: "Sessions",
    session: "This session",
    go: "Go",
    panes: "Tabs and panes",
    find: "Text",
    view: "View",
    app: "Holdfast",
  },
  titles: {
    palette: "Show all commands",
    quick: "Switch to a session",
    needs: "Go to what needs you next",
    next: "Go to the next session",
    previous: "Go to the previous session",
    filter: "Filter sessions",
    session1: "Go to session 1",
    session2: "Go to session 2",
    session3: "Go to session 3",
    session4: "Go to session 4",
    session5: "Go to session 5",
    session6: "Go to session 6",
    session7: "Go to session 7",
    session8: "Go to session 8",
    session9: "Go to session 9",
    next_region: "Go to the next part of the window",
    previous_region: "Go to the previous part of the window",

    new: "New session",
    shell: "Start your shell",
    prompt_several: "Send a prompt to several sessions",
    restart_all: "Restart all agents when idle",
    restore: "Review what can be restored",

    prompt: "Write a prompt",
    rename: "Rename session",
    restart_when_idle: "Restart session when idle",
    restart: "Restart session",
    call_off: "Call off the restart",
    resume: "Resume session",
    start_again: "Start again with a new conversation",
    window: "Open this session in a new window",
    mute: "Mute this session",
    unmute: "Unmute this session",
    copy_id: "Copy the session's id",
    archive: "Archive session",
    unarchive: "Take session out of the archive",
    end: "End session",

    split_right: "Split right",
    split_down: "Split down",
    zoom_pane: "Show one pane alone, or all again",
    close_pane: "Close pane",
    reopen: "Reopen what was closed last",
    keep_tab: "Keep this tab",
    next_tab: "Go to the next tab",
    previous_tab: "Go to the previous tab",
    focus_left: "Go to the pane on the left",
    focus_right: "Go to the pane on the right",
    focus_up: "Go to the pane above",
    focus_down: "Go to the pane below",
    swap_left: "Swap with the pane on the left",
    swap_right: "Swap with the pane on the right",
    swap_up: "Swap with the pane above",
    swap_down: "Swap with the pane below",
    move_to_window: "Move to a new window",

    find: "Find in this session",
    find_everywhere: "Find everywhere",
    copy: "Copy what is selected",
    paste: "Paste",

    sidebar: "Show or hide the sidebar",
    inspector: "Show or hide the inspector",
    zoom_in: "Zoom in",
    zoom_out: "Zoom out",
    zoom_usual: "Zoom to the usual size",
    theme_system: "Use the system's theme",
    theme_light: "Use the light theme",
    theme_dark: "Use the dark theme",

    settings: "Open settings",
    keys: "Show keyboard shortcuts",
    new_window: "Open a new window",
    start_daemon: "Start daemon",
    quit: "Quit",
    stop: "Stop everything",
  },
  skip: {
    label: "Skip",
    terminal: "Skip to the terminal",
    prompt: "Skip to the prompt",
    inspector: "Skip to the inspector",
  },
  withChord: (title: string, chord: string) => `${title} (${chord})`,
  /** The series of sessions 1 to 9, as one line. */
  places: "Go to session 1 to 9",
};

export const palette = {
  label: "Commands and sessions",
  placeholder: "What do you want to do?",
  recent: "Used last",
  goTo: (name: string) => `Go to ${name}`,
  sessions: "Sessions",
  none: "Nothing matches.",
  more: (number: number) => `${count(number, "more match", "more matches")}. Type on to narrow it down.`,
};

export const quick = {
  label: "Switch to a session",
  placeholder: (sessions: number) => `Name, branch or directory of ${count(sessions, "session")}`,
  none: "No session matches.",
  /** `chord`: Enter with what is held. */
  opens: (chord: string) => `Enter goes there, ${chord} opens it beside.`,
};

export const keys = {
  title: "Keyboard shortcuts",
  filter: "Filter by name or key",
  none: "No shortcut matches.",
  change: "Change shortcuts",
};
