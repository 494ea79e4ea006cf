import { search } from '@eqlite/engine';
import { expect, test } from 'vitest';
import { resultText } from '../src/output/result-text.js';

const EVENTS = [
  {
    '@timestamp': 1,
    event: { category: 'process' },
    user: 'a',
    text: 'two\nlines, [] and "quotes"',
    list: [],
    none: {},
  },
  { '@timestamp': 2, event: { category: 'file' }, user: 'a', list: [1, [2, { a: null }]] },
  { '@timestamp': 3, event: { category: 'process' }, user: '[]' },
];

test.each([
  'any where true',
  'process where true',
  'process where false',
  'sequence by user [process where true] [file where true]',
  'sequence by user with maxspan=1s [process where true] ![network where true]',
  'sequence by user [process where true] [network where true]',
  'sequence [process where true] [file where true]',
  'sample by user [process where true] [file where true]',
])('%s: the pieces together are the JSON of the result', (query) => {
  const result = search(query, EVENTS);
  expect([...resultText(result)].join('')).toBe(JSON.stringify(result, null, 2));
});
