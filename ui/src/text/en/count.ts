// Numbers before nouns.

/** "1 session", "2 sessions". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
