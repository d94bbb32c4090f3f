// What actions are called in the palette, in the cheat sheet and in the settings, in German.

import type { Catalogue } from "../catalogue";
import { count, sessions } from "./count";

export const actions: Catalogue["actions"] = {
  groups: {
    sessions: "Sitzungen",
    session: "Diese Sitzung",
    go: "Gehen",
    panes: "Tabs und Bereiche",
    find: "Text",
    view: "Ansicht",
    app: "Holdfast",
  },
  titles: {
    palette: "Alle Befehle zeigen",
    quick: "Zu einer Sitzung wechseln",
    needs: "Zur nächsten gehen, die auf dich wartet",
    next: "Zur nächsten Sitzung gehen",
    previous: "Zur vorigen Sitzung gehen",
    filter: "Sitzungen filtern",
    session1: "Zu Sitzung 1 gehen",
    session2: "Zu Sitzung 2 gehen",
    session3: "Zu Sitzung 3 gehen",
    session4: "Zu Sitzung 4 gehen",
    session5: "Zu Sitzung 5 gehen",
    session6: "Zu Sitzung 6 gehen",
    session7: "Zu Sitzung 7 gehen",
    session8: "Zu Sitzung 8 gehen",
    session9: "Zu Sitzung 9 gehen",
    next_region: "Zum nächsten Teil des Fensters gehen",
    previous_region: "Zum vorigen Teil des Fensters gehen",

    new: "Neue Sitzung",
    shell: "Deine Shell starten",
    prompt_several: "Einen Prompt an mehrere Sitzungen senden",
    restart_all: "Alle Agenten neu starten, sobald sie bereit sind",
    restore: "Ansehen, was wiederhergestellt werden kann",

    prompt: "Einen Prompt schreiben",
    rename: "Sitzung umbenennen",
    restart_when_idle: "Sitzung neu starten, sobald sie bereit ist",
    restart: "Sitzung neu starten",
    call_off: "Neustart absagen",
    resume: "Sitzung fortsetzen",
    start_again: "Mit einem neuen Gespräch starten",
    archive: "Sitzung archivieren",
    unarchive: "Sitzung aus dem Archiv holen",
    window: "Diese Sitzung in einem neuen Fenster öffnen",
    mute: "Diese Sitzung stummschalten",
    unmute: "Diese Sitzung nicht mehr stummschalten",
    copy_id: "Kennung der Sitzung kopieren",
    end: "Sitzung beenden",

    split_right: "Nach rechts teilen",
    split_down: "Nach unten teilen",
    zoom_pane: "Einen Bereich allein zeigen oder wieder alle",
    close_pane: "Bereich schließen",
    reopen: "Zuletzt Geschlossenes wieder öffnen",
    keep_tab: "Diesen Tab behalten",
    next_tab: "Zum nächsten Tab gehen",
    previous_tab: "Zum vorigen Tab gehen",
    focus_left: "Zum Bereich links gehen",
    focus_right: "Zum Bereich rechts gehen",
    focus_up: "Zum Bereich darüber gehen",
    focus_down: "Zum Bereich darunter gehen",
    swap_left: "Mit dem Bereich links tauschen",
    swap_right: "Mit dem Bereich rechts tauschen",
    swap_up: "Mit dem Bereich darüber tauschen",
    swap_down: "Mit dem Bereich darunter tauschen",
    move_to_window: "In ein neues Fenster verschieben",

    find: "In dieser Sitzung suchen",
    find_everywhere: "Überall suchen",
    copy: "Auswahl kopieren",
    paste: "Einfügen",

    sidebar: "Seitenleiste zeigen oder verbergen",
    inspector: "Inspektor zeigen oder verbergen",
    zoom_in: "Vergrößern",
    zoom_out: "Verkleinern",
    zoom_usual: "Übliche Größe",
    theme_system: "Hell oder dunkel wie das System",
    theme_light: "Helles Aussehen",
    theme_dark: "Dunkles Aussehen",

    settings: "Einstellungen öffnen",
    keys: "Tastenkürzel zeigen",
    new_window: "Neues Fenster öffnen",
    start_daemon: "Daemon starten",
    quit: "Beenden",
    stop: "Alles stoppen",
  },
  skip: {
    label: "Überspringen",
    terminal: "Zum Terminal springen",
    prompt: "Zum Prompt springen",
    inspector: "Zum Inspektor springen",
  },
  withChord: (title, chord) => `${title} (${chord})`,
  places: "Zu Sitzung 1 bis 9 gehen",
};

export const palette: Catalogue["palette"] = {
  label: "Befehle und Sitzungen",
  placeholder: "Was möchtest du tun?",
  recent: "Zuletzt benutzt",
  goTo: (name) => `Zu ${name} gehen`,
  sessions: "Sitzungen",
  none: "Nichts passt.",
  more: (number) => `${count(number, "weiterer passt", "weitere passen")}. Schreib weiter, um einzugrenzen.`,
};

export const quick: Catalogue["quick"] = {
  label: "Zu einer Sitzung wechseln",
  placeholder: (number) => `Name, Branch oder Verzeichnis von ${sessions(number)}`,
  none: "Keine Sitzung passt.",
  foot: (split) => `Enter geht hin. ${split} öffnet sie daneben.`,
};

export const keys: Catalogue["keys"] = {
  title: "Tastenkürzel",
  filter: "Nach Name oder Taste filtern",
  none: "Kein Tastenkürzel passt.",
  change: "Tastenkürzel ändern",
};
