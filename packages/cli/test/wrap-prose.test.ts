import { expect, it } from 'vitest';
import { wrapProse } from '../src/output/wrap-prose.js';

it('breaks paragraphs that are too wide, and nothing else', () => {
  const text = `Usage: x

A paragraph that is wider than
it may be, and goes on.

  An example that is wider than it may be
Short lines
stay.
`;
  expect(wrapProse(text, 20)).toBe(`Usage: x

A paragraph that is
wider than it may
be, and goes on.

  An example that is wider than it may be
Short lines
stay.
`);
});

it('does not break words', () => {
  expect(wrapProse('a bbbbbbbbbbbb c', 5)).toBe('a\nbbbbbbbbbbbb\nc');
});
