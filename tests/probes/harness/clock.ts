/** Resolves early in a second of the clock, so that what is set for the next second is not due at once. */
async function earlyInASecond(): Promise<Date> {
  const now = new Date();
  if (now.getMilliseconds() < 500) return now;
  await new Promise((resolve) => setTimeout(resolve, 1010 - now.getMilliseconds()));
  return new Date();
}

/** A cron expression for the next two seconds, which does not match now. */
export async function nextTwoSeconds(): Promise<string> {
  const seconds = (await earlyInASecond()).getSeconds();
  return `${(seconds + 1) % 60},${(seconds + 2) % 60} * * * * *`;
}
