import type { Condition } from '../compile/condition.js';
import { type EventReader, type FieldValue, NOTES, PREVIOUS } from '../field/event-reader.js';
import { foldCase } from '../text/fold-case.js';
import { allTokensOf, guessFrequency, type Token } from './cover.js';
import { asToken, type Commonness, PAD_END, PAD_START, windowsOf } from './token-tables.js';

/** What fields were in some events: how often a token is met, and a window occurs, is known from it better than by a guess. */
export class Lesson {
  events = 0;
  private readonly reader: EventReader;
  /** The fields that tokens of the conditions are about: what values each had, and how often. */
  private readonly seen = new Map<number, Map<FieldValue, number>>();
  private readonly known = new Map<Token, number>();

  constructor(conditions: readonly Condition[], reader: EventReader) {
    this.reader = reader;
    for (const { leaf } of conditions.flatMap(allTokensOf)) this.seen.set(reader.field(leaf.path), new Map());
  }

  /** Takes in the event that the reader is turned to. */
  watch(): void {
    this.events++;
    const { reader } = this;
    for (const [field, values] of this.seen) {
      for (let place = reader.lastOf(field); place >= 0; place = reader.notes[NOTES * place + PREVIOUS]!) {
        const given = reader.values[place]!;
        const value = typeof given === 'string' ? foldCase(given.slice(0, MAX_LENGTH)) : given;
        values.set(value, (values.get(value) ?? 0) + 1);
      }
    }
  }

  /** The share of events in which a token is met, about. */
  frequency(token: Token): number {
    const known = this.known.get(token);
    if (known !== undefined) return known;
    const met = Math.min(this.meetings(token), this.events);
    const frequency = (met + guessFrequency(token)) / (this.events + 1);
    this.known.set(token, frequency);
    return frequency;
  }

  private meetings(token: Token): number {
    const values = this.seen.get(this.reader.field(token.leaf.path))!;
    if (token.kind === 'text') return values.get(token.text) ?? 0;
    let met = 0;
    for (const [value, times] of values) if (isMet(token, value)) met += times;
    return met;
  }

  /** How often windows of four characters occur, by their numbers. */
  commonness(): Commonness {
    const counts = new Uint32Array(WINDOW_COUNTS);
    for (const values of this.seen.values()) {
      for (const [value, times] of values) {
        if (typeof value !== 'string') continue;
        for (const window of windowsOf(PAD_START + value + PAD_END)) counts[placeOf(window)]! += times;
      }
    }
    return (window) => counts[placeOf(window)]!;
  }
}

function isMet(token: Token, value: FieldValue): boolean {
  switch (token.kind) {
    case 'present':
      return true;
    case 'text':
      return value === token.text;
    case 'value':
      return asToken(value, token.leaf.fieldClass) === token.value;
    case 'piece': {
      if (typeof value !== 'string') return false;
      const { text, atStart, atEnd } = token;
      if (atStart) return value.startsWith(text) && (!atEnd || value === text);
      return atEnd ? value.endsWith(text) : value.includes(text);
    }
  }
}

/** Of longer texts the rest is passed over. */
const MAX_LENGTH = 1024;

/** Windows are counted by a hash; a power of two. */
const WINDOW_COUNTS = 2 ** 14;

function placeOf(window: number): number {
  const product = Math.imul(window, 0x9e3779b1);
  return (product ^ (product >>> 15)) & (WINDOW_COUNTS - 1);
}
