// The words for ages and times of day.

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const times = {
  now: "now",
  seconds: (number: number) => `${number} s`,
  minutes: (number: number) => `${number} min`,
  hours: (number: number) => `${number} h`,
  days: (number: number) => `${number} d`,
  today: "Today",
  yesterday: "Yesterday",
  /** `day`: 0 is Sunday. */
  weekday: (day: number) => weekdays[day] ?? "",
  /** `month`: 0 is January. */
  date: (day: number, month: number) => `${day} ${months[month]}`,
  dateOfYear: (day: number, month: number, year: number) => `${day} ${months[month]} ${year}`,
} as const;
