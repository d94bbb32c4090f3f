// What the sessions of the scenes show, as bytes a terminal would get. Data only.

const GREEN = "\u001b[32m";
const YELLOW = "\u001b[33m";
const CYAN = "\u001b[36m";
const RED = "\u001b[31m";
const DIM = "\u001b[90m";
const BOLD = "\u001b[1m";
const NONE = "\u001b[0m";
/* oxlint-disable no-control-regex -- it is what colours are made of */
const CODES = /\u001b\[[?\d]+[a-zA-Z]/gu;
const PARTS = /(\u001b\[[?\d]+[a-zA-Z])/u;
/* oxlint-enable no-control-regex */

/** A program that does not want its cursor seen. */
const HIDDEN = "\u001b[?25l";

/** What an agent says, what it does, and what came of that. */
const says = (text: string) => `${DIM}●${NONE} ${text}`;
const does = (verb: string, what: string) => `${CYAN}●${NONE} ${BOLD}${verb}${NONE}(${what})`;
const came = (first: string, ...more: string[]) => [`  ${DIM}└${NONE} ${first}`, ...more.map((line) => `    ${line}`)];
const added = (at: number, line: string) => `${DIM}${at}${NONE} ${GREEN}+ ${line}${NONE}`;
const works = (on: string, seconds: number) => ["", `${CYAN}◐${NONE} ${on} ${DIM}${seconds} s, Esc stops it${NONE}`];

/** Lines in a frame that is as wide as the screen, as far as lines are still read at ease. */
function framed(width: number, ...lines: string[]): string[] {
  const inner = Math.min(width, 96) - 4;
  const row = (line: string) => {
    const shown = cut(line, inner);
    return `${YELLOW}│${NONE} ${shown}${" ".repeat(inner - lengthOf(shown))} ${YELLOW}│${NONE}`;
  };
  const edge = "─".repeat(inner + 2);
  return [`${YELLOW}╭${edge}╮${NONE}`, ...lines.map(row), `${YELLOW}╰${edge}╯${NONE}`];
}

/** What agents show on a screen of so many columns, line by line, with the cursor on the line after. */
const drawn: Record<string, (width: number) => string[]> = {
  "payments-api": (width) => [
    says("I'll make the webhook retries idempotent. First the failing test:"),
    "",
    does("Update", "tests/webhook_retry.rs"),
    ...came(
      "Added 24 lines",
      added(41, "#[tokio::test]"),
      added(42, "async fn a_retried_delivery_is_charged_once() {"),
      added(43, "    let gateway = FakeGateway::failing_first(2);"),
    ),
    "",
    does("Bash", "cargo test webhook_retry"),
    ...came(
      "running 3 tests",
      `test a_delivery_is_charged_once ... ${GREEN}ok${NONE}`,
      `test a_retried_delivery_is_charged_once ... ${RED}FAILED${NONE}`,
    ),
    "",
    ...framed(
      width,
      `Run ${BOLD}sqlx migrate run${NONE} on the development database?`,
      "❯ 1. Yes",
      "  2. Yes, and don't ask again",
      "  3. No",
    ),
  ],
  "docs-site": (width) => [
    says("Both drafts are up at localhost:4321. They differ in where the contents stand:"),
    "",
    "  1. On the left, always in sight. The text is 12 characters narrower.",
    "  2. Above the text, folded. The text keeps its width.",
    "",
    ...framed(
      width,
      "Which of the two layouts do you prefer?",
      "❯ 1. On the left",
      "  2. Above the text",
      "  3. Something else",
    ),
  ],
  "checkout-ui": () => [
    says("The summary jumps because its rows are drawn before their prices are there."),
    "",
    does("Read", "src/cart/useCart.ts"),
    ...came("118 lines"),
    "",
    does("Update", "src/cart/Summary.tsx"),
    ...came(
      "Added 3 lines, removed 1",
      `${DIM}27${NONE} ${RED}-   {rows.map(Row)}${NONE}`,
      added(27, "  {rows.map((row) => ("),
      added(28, "    <Row key={row.sku} {...row} price={row.price ?? held} />"),
      added(29, "  ))}"),
    ),
    ...works("Editing src/cart/Summary.tsx", 12),
  ],
  "search-worker": () => [
    says("BM25 ranks long pages too low: length counts twice. I'll divide once and measure."),
    "",
    does("Update", "src/rank/bm25.rs"),
    ...came("Added 6 lines, removed 9"),
    "",
    does("Bash", "cargo test --release"),
    ...came(
      "Compiling search-worker v0.4.1",
      "running 64 tests",
      `test rank::a_longer_page_is_no_worse_page ... ${GREEN}ok${NONE}`,
      `test rank::rare_words_weigh_more ... ${GREEN}ok${NONE}`,
    ),
    ...works("Running the tests", 41),
  ],
  scraper: () => [
    says("robots.txt is read once for each page. I'll keep it for each host instead."),
    "",
    does("Update", "scraper/robots.py"),
    ...came("Added 31 lines, removed 8"),
    "",
    does("Bash", "python -m scraper --hosts hosts.txt"),
    ...came(
      `${DIM}08:31${NONE} 12 000 pages, 0.9 GB`,
      `${DIM}08:35${NONE} 41 000 pages, 2.6 GB`,
      `${YELLOW}08:38 58 000 pages, 3.8 GB: the kept files are never let go${NONE}`,
    ),
    ...works("Waiting for the scraper", 428),
  ],
  etl: () => [
    says("The nightly run is through again. What was wrong:"),
    "",
    "  - two feeds name the zone of their times and one does not",
    "  - rows of the hour that comes twice in autumn were taken for doubles",
    "",
    does("Bash", "make nightly"),
    ...came(`31 of 31 steps ${GREEN}done${NONE}`, "1 204 881 rows in 6 min 12 s"),
    "",
    says("Nothing is left to do. Tell me what comes next."),
  ],
};

/** Who shows a line to write on has a cursor there. */
const waiting = new Set(["etl"]);

const older = Array.from({ length: 40 }, (_, at) => `${DIM}${at + 1}${NONE} a line of the first run`).join("\r\n");

/** What a session of that name shows on a screen of so many columns. */
export function screenOf(name: string, width = 100): string {
  const lines = drawn[name]?.(width);
  if (!lines) return `${GREEN}~/src/${name}${NONE} ${DIM}main${NONE} $ `;
  const all = lines.map((line) => cut(line, width)).join("\r\n");
  return waiting.has(name) ? `${all}\r\n\r\n❯ ` : `${all}\r\n${HIDDEN}`;
}

/** The same drawn over what is there, as programs do when their screen has another size. Empty where a program does not. */
export function redrawnOf(name: string, width: number): string {
  return name in drawn ? `\u001b[H\u001b[2J${screenOf(name, width)}` : "";
}

/** The same without colours, line by line. */
export function plainOf(name: string): string[] {
  return [...screenOf(name).split("\r\n"), `the build of ${name} is done`].map((line) => line.replace(CODES, ""));
}

/** The letters that are seen of a line. */
function lengthOf(line: string): number {
  return line.replace(CODES, "").length;
}

/** A line that is too long, up to where its dots have room. */
function cut(line: string, width: number): string {
  if (lengthOf(line) <= width) return line;
  let left = width - 1;
  const kept = line.split(PARTS).map((part) => {
    if (part.startsWith("\u001b")) return part;
    const shown = part.slice(0, Math.max(0, left));
    left -= shown.length;
    return shown;
  });
  return `${kept.join("")}${NONE}…`;
}

/** What earlier runs of it printed. Empty for the first. */
export function olderOf(generation: number): string {
  return generation > 1 ? `${older}\r\n` : "";
}

/** Lines as a build prints them, about so many bytes. */
export function builtLines(bytes: number): string {
  const line = (at: number) =>
    `${GREEN}   Compiling${NONE} crate-${at} v0.${at}.0 (/home/ada/src/crates/crate-${at})\r\n`;
  let all = "";
  for (let at = 0; all.length < bytes; at++) all += line(at);
  return all;
}
