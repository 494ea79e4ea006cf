/**
 * Elasticsearch's `version` type: semantic versions in their order, everything else after them, as text.
 * The order is encoded in a text, so that versions compare as strings do.
 */
const VERSION = /^(\d{1,64}(?:\.\d{1,64}){0,15})(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** A text that sorts, by code units, where the version sorts. */
export function versionKey(text: string): string {
  const match = VERSION.exec(text);
  if (match === null) return `~${text}`;
  const numbers = match[1]!.split('.').map(numericKey).join('.');
  // A release sorts after its pre-releases; build metadata decides last.
  const preRelease = match[2] === undefined ? '~' : match[2].split('.').map(preReleaseKey).join('!');
  return ` ${numbers} ${preRelease} ${match[3] ?? ''}`;
}

/** Digits without leading zeros, behind their count: longer numbers sort later. */
function numericKey(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return `${String.fromCharCode(34 + significant.length)}${significant}`;
}

/** Numeric identifiers sort numerically and before alphanumeric ones. */
function preReleaseKey(identifier: string): string {
  return /^\d+$/.test(identifier) ? `#${numericKey(identifier)}` : `$${identifier}`;
}
