// Ages and times of day in words. Pure: the caller says what time it is.

import { text } from "../text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago `at` was, in at most six characters. A clock that went back reads as "now". */
export function age(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return text.times.now;
  if (passed < HOUR) return text.times.minutes(Math.floor(passed / MINUTE));
  if (passed < DAY) return text.times.hours(Math.floor(passed / HOUR));
  return day(at, now);
}

/** The time of day, with the day where it was another one: "09:12", "Thu 09:12", "3 Nov 09:12". */
export function clock(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return date.toDateString() === new Date(now).toDateString() ? time : `${day(at, now)} ${time}`;
}

/** The weekday within the last six days, else the date. */
function day(at: number, now: number): string {
  const date = new Date(at);
  if (now - at < 6 * DAY) return text.times.weekday(date.getDay());
  const [inMonth, month, year] = [date.getDate(), date.getMonth(), date.getFullYear()];
  if (year === new Date(now).getFullYear()) return text.times.date(inMonth, month);
  return text.times.dateOfYear(inMonth, month, year);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
