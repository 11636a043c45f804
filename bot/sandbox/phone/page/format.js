const ZONE = "Africa/Nairobi";
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const DAY_KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const DAY_NAME = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const AMOUNT = new Intl.NumberFormat("en-KE", { minimumFractionDigits: 0, maximumFractionDigits: 2 });
const DAY_MS = 86_400_000;

/** Milliseconds since 1970 of an RFC 3339 text or of Unix seconds; now when it is neither. */
export function instant(at) {
  const parsed = /^\d+(\.\d+)?$/.test(String(at)) ? Number(at) * 1000 : Date.parse(at);
  return Number.isFinite(parsed) ? parsed : Date.now();
}

/** "14:05", the wall clock of the customer in Nairobi wherever the browser is. */
export function clock(milliseconds) {
  return CLOCK.format(milliseconds);
}

export function dayKey(milliseconds) {
  return DAY_KEY.format(milliseconds);
}

export function dayName(milliseconds) {
  const key = dayKey(milliseconds);
  if (key === dayKey(Date.now())) return "Today";
  if (key === dayKey(Date.now() - DAY_MS)) return "Yesterday";
  return DAY_NAME.format(milliseconds);
}

/** Major units as people write them: "KES 1,460". */
export function money(amount, currency = "KES") {
  return `${currency} ${AMOUNT.format(Number(amount))}`;
}

/** "254700123456" as "+254 700 123 456"; other lengths only get the plus. */
export function phoneNumber(msisdn) {
  const digits = String(msisdn).replace(/\D/g, "");
  const parts = /^(254)(\d{3})(\d{3})(\d{3})$/.exec(digits);
  return `+${parts ? parts.slice(1).join(" ") : digits}`;
}

/** The digits of a number as Kenyans type it (07…, 7…, +254…, 254…) with country code, or null. */
export function msisdn(typed) {
  const digits = String(typed).replace(/[\s()+-]/g, "");
  if (!/^\d+$/.test(digits)) return null;
  if (/^0[17]\d{8}$/.test(digits)) return `254${digits.slice(1)}`;
  if (/^[17]\d{8}$/.test(digits)) return `254${digits}`;
  return /^[1-9]\d{7,14}$/.test(digits) ? digits : null;
}

/** "out_for_delivery" as "out for delivery". */
export function words(name) {
  return String(name ?? "").replaceAll("_", " ");
}
