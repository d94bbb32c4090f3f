// Ages and times of day in words. Pure: the caller says what time it is.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** How long ago `at` was, in at most six characters. A clock that went back reads as "now". */
export function age(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return "now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
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
  if (now - at < 6 * DAY) return weekdays[date.getDay()] ?? "";
  const text = `${date.getDate()} ${months[date.getMonth()]}`;
  return date.getFullYear() === new Date(now).getFullYear() ? text : `${text} ${date.getFullYear()}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
