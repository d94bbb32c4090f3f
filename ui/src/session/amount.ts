// Amounts in words: bytes and percent. Pure.

const units = ["B", "kB", "MB", "GB", "TB"];

/** "412 MB", "2.1 GB": three digits at most, in powers of 1000. */
export function bytes(amount: number): string {
  let [value, unit] = [amount, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit > 0 && value < 9.95 ? 1 : unit > 1 && value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** "3%", "0.4%": of one core. */
export function percent(amount: number): string {
  return `${amount > 0 && amount < 0.95 ? amount.toFixed(1) : Math.round(amount)}%`;
}
