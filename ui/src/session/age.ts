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
  return dayOf(at, now);
}

/** The time of day, with the day where it was another one: "09:12", "Thu 09:12", "3 Nov 09:12". */
export function clock(at: number, now: number): string {
  const time = timeOfDay(at);
  return new Date(at).toDateString() === new Date(now).toDateString() ? time : `${dayOf(at, now)} ${time}`;
}

/** The weekday within the last six days, else the date. */
export function dayOf(at: number, now: number): string {
  const date = new Date(at);
  if (now - at < 6 * DAY) return text.times.weekday(date.getDay());
  const [inMonth, month, year] = [date.getDate(), date.getMonth(), date.getFullYear()];
  if (year === new Date(now).getFullYear()) return text.times.date(inMonth, month);
  return text.times.dateOfYear(inMonth, month, year);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The time of day: "09:12". */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** How long something lasted, in two units at most: "3 h 12 min", "2 d 4 h", "40 s". */
export function lasted(milliseconds: number): string {
  const { seconds, minutes, hours, days } = text.times;
  if (milliseconds < MINUTE) return seconds(Math.max(0, Math.floor(milliseconds / 1000)));
  if (milliseconds < HOUR) return minutes(Math.floor(milliseconds / MINUTE));
  const [large, small] =
    milliseconds < DAY
      ? [hours(Math.floor(milliseconds / HOUR)), minutes(Math.floor((milliseconds % HOUR) / MINUTE))]
      : [days(Math.floor(milliseconds / DAY)), hours(Math.floor((milliseconds % DAY) / HOUR))];
  return `${large} ${small}`;
}
