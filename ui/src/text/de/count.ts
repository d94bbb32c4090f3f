// Numbers before nouns.

/** "1 Sitzung", "2 Sitzungen". */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

export const sessions = (number: number) => count(number, "Sitzung", "Sitzungen");
