/** Code points, both ends included. */
export type CodePointRange = readonly [first: number, last: number];

/** Exactly this text; `''` is the empty string, written `()` or `""`. */
export interface TextNode {
  readonly kind: 'Text';
  readonly text: string;
}

/** One code point. `.` is the negated class without members. */
export interface ClassNode {
  readonly kind: 'Class';
  readonly isNegated: boolean;
  /** Characters named one by one, in no order. Under `regex~` these ignore ASCII case; `ranges` never do. */
  readonly members: string;
  readonly ranges: readonly CodePointRange[];
}

/** No text at all, not even the empty string: `#`. */
export interface NothingNode {
  readonly kind: 'Nothing';
}

/** A decimal number from `min` to `max`: `<n-m>`. */
export interface IntervalNode {
  readonly kind: 'Interval';
  readonly min: number;
  readonly max: number;
  /** The number of digits, padded with zeros; `undefined` for numbers written without padding. */
  readonly digits: number | undefined;
}

export interface ConcatNode {
  readonly kind: 'Concat';
  readonly terms: readonly RegexNode[];
}

export interface UnionNode {
  readonly kind: 'Union';
  readonly terms: readonly RegexNode[];
}

/** `a&b`: texts that every term matches whole. */
export interface IntersectionNode {
  readonly kind: 'Intersection';
  readonly terms: readonly RegexNode[];
  /** Where the first `&` stands, a UTF-16 offset into the pattern. */
  readonly offset: number;
}

/** `~a`: every text that `term` does not match whole. */
export interface ComplementNode {
  readonly kind: 'Complement';
  readonly term: RegexNode;
  readonly offset: number;
}

export interface RepeatNode {
  readonly kind: 'Repeat';
  readonly term: RegexNode;
  readonly min: number;
  /** `Infinity` where there is no upper end. */
  readonly max: number;
  /** Where the quantifier stands, a UTF-16 offset into the pattern. */
  readonly offset: number;
}

export type RegexNode =
  | TextNode
  | ClassNode
  | NothingNode
  | IntervalNode
  | ConcatNode
  | UnionNode
  | IntersectionNode
  | ComplementNode
  | RepeatNode;

/** `.` */
export const ANY: ClassNode = { kind: 'Class', isNegated: true, members: '', ranges: [] };

/** `()` */
export const EMPTY: TextNode = { kind: 'Text', text: '' };
