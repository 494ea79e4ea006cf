/** A whole number as people write it: `12,345`. Not by `Intl`, which takes 9 ms to load, as long as parsing a rule. */
export const grouped = (count: number) => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

export const plural = (count: number, noun: string) =>
  count === 1 ? noun : noun.endsWith('ch') ? `${noun}es` : `${noun}s`;

/** `1 event`, `12,345 events` */
export const counted = (count: number, noun: string) => `${grouped(count)} ${plural(count, noun)}`;
