// The words where no terminal is shown: the first run, and nothing chosen.

export const welcome = {
  title: "Start your first session",
  body: "A session is a terminal that keeps running when this window closes, when Holdfast quits, and when either crashes.",
  agents: "Agents on this computer",
  noAgents: "No agent was found on this computer. Install one, or start with your shell.",
  /** How an agent that is missing is installed. */
  install: "Can be installed",
  lookAgain: "Look again",
  openFolder: "Open folder…",
  /** `directory`: where what is started next runs. */
  inFolder: (directory: string) => `In ${directory}`,
  shell: "Start your shell",
  command: "Run a command…",
  past: "Resume a past conversation",
  pastMore: "There are more than these.",
  untitled: "A conversation without a title",
  resuming: "Resuming…",

  none: "No session selected",
  choose: "Choose one in the sidebar, or start another.",
  first: "Show the first in the list",
} as const;
