// Lateral movement as a sequence of two stages: over recorded events at once, and over the same events as they arrive.
// On the command line: eqlite search "$(cat lateral-movement.eql)" events.ndjson
import { readFileSync } from 'node:fs';
import { compile, createMatcher, search } from '@eqlite/engine';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const query = read('lateral-movement.eql');
const events = read('events.ndjson')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const clock = (event) => event['@timestamp'].slice(11, 19);
const tell = (keys, [logon, start]) =>
  `${keys[0]}: ${clock(logon)} ${logon.user.name} from ${logon.source.ip}, ${clock(start)} ${start.process.name}`;

console.log('batch');
for (const { join_keys: keys, events: hits } of search(query, events).hits.sequences) {
  console.log(
    `  ${tell(
      keys,
      hits.map((hit) => hit._source),
    )}`,
  );
}

// Events may come up to 5 s late. So a match is told when time has gone on by as much: then no earlier logon can come.
console.log('live');
const matcher = createMatcher(compile(query), { maxLatenessMs: 5000 });
const report = (matches, when) => {
  for (const { joinKeys, events: hits } of matches) {
    console.log(
      `  at ${when}  ${tell(
        joinKeys,
        hits.map((hit) => hit._source),
      )}`,
    );
  }
};
for (const event of events) report(matcher.push(event), clock(event));
report(matcher.flush(), 'the end');
const { partials, expired, late } = matcher.counters();
console.log(`  ${partials} begun and not complete, ${expired} too slow, ${late} late`);
