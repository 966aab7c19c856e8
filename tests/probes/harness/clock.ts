/** Resolves early in a second of the clock, so that what is set for the next second is not due at once. */
async function earlyInASecond(): Promise<Date> {
  const now = new Date();
  if (now.getMilliseconds() < 500) return now;
  await new Promise((resolve) => setTimeout(resolve, 1010 - now.getMilliseconds()));
  return new Date();
}

/** A cron expression for each of the next twenty seconds, which does not match now. */
export async function nextSeconds(): Promise<string> {
  const now = (await earlyInASecond()).getSeconds();
  const seconds = Array.from({ length: 20 }, (_, index) => (now + index + 1) % 60);
  return `${seconds.toSorted((a, b) => a - b).join(',')} * * * * *`;
}
