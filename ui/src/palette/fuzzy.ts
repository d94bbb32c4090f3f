// Fuzzy matching: whether the letters that were typed occur in a text in this order, how well, and where. Pure.

/** How well a text matches, more being better, and which of its characters did. */
export interface Match {
  score: number;
  /** Places in the text, in rising order. */
  at: readonly number[];
}

/** What a character is worth at the beginning of the text, at that of a word, and right after the one before it. */
const FIRST = 10;
const WORD = 7;
const NEXT = 8;
/** What each character costs that is skipped between two. */
const GAP = 0.5;
/** A long text in which something occurs is a little worse than a short one. */
const LENGTH = 0.02;

/** The best way to find all words of `query` in `text`, in whatever order; `null`: one of them is not there. An empty query
    matches everything equally. */
export function match(query: string, text: string): Match | null {
  const lower = text.toLowerCase();
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return { score: 0, at: [] };
  if (!words.every((word) => occurs(word, lower))) return null;
  const worth = beginnings(text);
  const found = new Set<number>();
  let score = -text.length * LENGTH;
  for (const word of words) {
    const best = matchWord(word, lower, worth);
    score += best.score;
    for (const at of best.at) found.add(at);
  }
  return { score, at: [...found].toSorted((a, b) => a - b) };
}

/** Whether the letters of a word come in a text in this order. Most texts are turned away here. */
function occurs(word: string, lower: string): boolean {
  let from = 0;
  for (const letter of word) {
    from = lower.indexOf(letter, from) + letter.length;
    if (from < letter.length) return false;
  }
  return true;
}

/** What it is worth that something begins at each place of a text. */
function beginnings(text: string): Float32Array {
  const worth = new Float32Array(text.length);
  let inWord = false;
  let wasLower = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isWord = !SEPARATORS.has(code);
    const isUpper = code >= 65 && code <= 90;
    if (isWord && (!inWord || (isUpper && wasLower))) worth[at] = at === 0 ? FIRST : WORD;
    inWord = isWord;
    wasLower = code >= 97 && code <= 122;
  }
  return worth;
}

const SEPARATORS = new Set(Array.from(" -_./\\:·", (letter) => letter.charCodeAt(0)));

/** The best places for a word that occurs. Letter by letter, for each place of the text: how well the word up to this letter
    can end there, and where its letter before then is. */
function matchWord(word: string, lower: string, worth: Float32Array): Match {
  let ends = new Float32Array(lower.length).fill(-Infinity);
  const from: Int32Array[] = [];
  const first = word.charCodeAt(0);
  for (let at = 0; at < lower.length; at += 1) if (lower.charCodeAt(at) === first) ends[at] = worth[at] ?? 0;
  for (let letter = 1; letter < word.length; letter += 1) {
    const step = nextEnds(word.charCodeAt(letter), lower, worth, ends);
    ({ ends } = step);
    from.push(step.from);
  }
  return bestEnd(ends, from);
}

/** One letter more: it comes right after the one before, or it skips some. */
function nextEnds(code: number, lower: string, worth: Float32Array, ends: Float32Array) {
  const next = new Float32Array(lower.length).fill(-Infinity);
  const from = new Int32Array(lower.length);
  /** The best end that is further away than one place, less what the way to here costs. */
  let far = -Infinity;
  let farAt = 0;
  for (let at = 1; at < lower.length; at += 1) {
    const before = at > 1 ? (ends[at - 2] ?? 0) : -Infinity;
    if (before > far) [far, farAt] = [before, at - 2];
    far -= GAP;
    if (lower.charCodeAt(at) !== code) continue;
    const near = (ends[at - 1] ?? 0) + NEXT;
    const jumped = far + (worth[at] ?? 0);
    next[at] = Math.max(near, jumped);
    from[at] = near >= jumped ? at - 1 : farAt;
  }
  return { ends: next, from };
}

/** The place where a word ends best, and the way back from there. */
function bestEnd(ends: Float32Array, from: readonly Int32Array[]): Match {
  let last = 0;
  for (let at = 1; at < ends.length; at += 1) if ((ends[at] ?? 0) > (ends[last] ?? 0)) last = at;
  const places = [last];
  for (const back of from.toReversed()) places.push(back[places.at(-1) ?? 0] ?? 0);
  return { score: ends[last] ?? 0, at: places.toReversed() };
}

/** A text in pieces, so that what matched can be marked. */
export function pieces(text: string, at: readonly number[]): { text: string; hit: boolean }[] {
  const hits = new Set(at);
  const made: { text: string; hit: boolean }[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const hit = hits.has(i);
    const last = made.at(-1);
    if (last?.hit === hit) last.text += text.charAt(i);
    else made.push({ text: text.charAt(i), hit });
  }
  return made;
}
