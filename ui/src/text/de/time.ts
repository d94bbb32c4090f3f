// The words for ages and times of day, in German.

import type { Catalogue } from "../catalogue";

const weekdays = ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"];
const months = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];

export const times: Catalogue["times"] = {
  now: "jetzt",
  seconds: (number) => `${number} s`,
  minutes: (number) => `${number} min`,
  hours: (number) => `${number} h`,
  days: (number) => `${number} d`,
  today: "Heute",
  yesterday: "Gestern",
  weekday: (day) => weekdays[day] ?? "",
  date: (day, month) => `${day}. ${months[month]}`,
  dateOfYear: (day, month, year) => `${day}. ${months[month]} ${year}`,
};
