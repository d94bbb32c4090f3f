// What the sessions of the scenes show, as bytes a terminal would get. Data only.

const GREEN = "\u001b[32m";
const YELLOW = "\u001b[33m";
const CYAN = "\u001b[36m";
const RED = "\u001b[31m";
const DIM = "\u001b[90m";
const BOLD = "\u001b[1m";
const NONE = "\u001b[0m";

const question = [
  `${DIM}●${NONE} I'll make the webhook retries idempotent. First the failing test:`,
  "",
  `${CYAN}●${NONE} ${BOLD}Update${NONE}(tests/webhook_retry.rs)`,
  `  ${DIM}⎿${NONE}  Added 24 lines`,
  `     ${DIM}41${NONE} ${GREEN}+ #[tokio::test]${NONE}`,
  `     ${DIM}42${NONE} ${GREEN}+ async fn a_retried_delivery_is_charged_once() {${NONE}`,
  `     ${DIM}43${NONE} ${GREEN}+     let gateway = FakeGateway::failing_first(2);${NONE}`,
  "",
  `${CYAN}●${NONE} ${BOLD}Bash${NONE}(cargo test webhook_retry)`,
  `  ${DIM}⎿${NONE}  running 3 tests`,
  `     test a_delivery_is_charged_once ... ${GREEN}ok${NONE}`,
  `     test a_retried_delivery_is_charged_once ... ${RED}FAILED${NONE}`,
  "",
  `${YELLOW}╭──────────────────────────────────────────────────────────────╮${NONE}`,
  `${YELLOW}│${NONE} Run ${BOLD}sqlx migrate run${NONE} on the development database?            ${YELLOW}│${NONE}`,
  `${YELLOW}│${NONE} ❯ 1. Yes   2. Yes, and don't ask again   3. No               ${YELLOW}│${NONE}`,
  `${YELLOW}╰──────────────────────────────────────────────────────────────╯${NONE}`,
].join("\r\n");

const older = Array.from({ length: 40 }, (_, at) => `${DIM}${at + 1}${NONE} a line of the first run`).join("\r\n");

/** What a session of that name shows. */
export function screenOf(name: string): string {
  if (name === "payments-api") return question;
  return `${GREEN}~/src/${name}${NONE} ${DIM}main${NONE} $ `;
}

/** The same without colours, line by line. */
export function plainOf(name: string): string[] {
  return [...screenOf(name).split("\r\n"), `the build of ${name} is done`].map((line) =>
    // oxlint-disable-next-line no-control-regex -- it is what colours are made of
    line.replace(/\u001b\[\d+m/gu, ""),
  );
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
