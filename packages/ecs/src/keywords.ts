/**
 * The upper 16 bits of the keywords of a record, which is where Windows keeps the standard ones. A signed 64-bit
 * number (rounded to a double by JSON, which leaves these bits whole) or `0x` and 16 hexadecimal digits.
 */
function standardBits(keywords: unknown): number {
  if (typeof keywords === 'number') return Math.floor(keywords / 2 ** 48) & 0xffff;
  if (typeof keywords !== 'string' || !/^0x[0-9a-f]{13,16}$/i.test(keywords)) return 0;
  return Number.parseInt(keywords.slice(0, -12), 16);
}

const AUDIT_SUCCESS = 0x0020;
const AUDIT_FAILURE = 0x0010;
const CLASSIC = 0x0080;

const NAMES = [
  [AUDIT_SUCCESS, 'Audit Success'],
  [AUDIT_FAILURE, 'Audit Failure'],
  [CLASSIC, 'Classic'],
] as const;
/** The texts of the standard keywords; undefined when there is none. Text is taken as it is. */
export function keywordTexts(keywords: unknown): readonly string[] | undefined {
  if (keywords !== latest) {
    latest = keywords;
    latestTexts = textsOf(keywords);
  }
  return latestTexts;
}

/** Most records have the keywords of the one before. */
let latest: unknown;
let latestTexts: readonly string[] | undefined;

function textsOf(keywords: unknown): readonly string[] | undefined {
  const bits = standardBits(keywords);
  if (bits === 0) return keywords === undefined ? undefined : givenTexts(keywords);
  const texts = NAMES.filter(([bit]) => bits & bit).map(([, name]) => name);
  return texts.length === 0 ? undefined : Object.freeze(texts);
}

function givenTexts(keywords: unknown): string[] | undefined {
  const texts = (Array.isArray(keywords) ? keywords : [keywords]).filter(
    (keyword) => typeof keyword === 'string' && /^[A-Z]/i.test(keyword),
  );
  return texts.length === 0 ? undefined : texts;
}

/** `success` or `failure` for an audit record, undefined for any other. */
export function auditOutcome(texts: readonly string[] | undefined): 'success' | 'failure' | undefined {
  if (texts === undefined) return undefined;
  if (texts.includes('Audit Success')) return 'success';
  return texts.includes('Audit Failure') ? 'failure' : undefined;
}
