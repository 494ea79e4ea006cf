import { fileURLToPath } from 'node:url';
import { toEcs } from '@eqlite/ecs';
import { explain, missesOf } from '@eqlite/engine';
import { runRuleTests } from '@eqlite/rules';
import { expect, test } from 'vitest';

/** For every near miss of the evidence: the terms that decide, and what they found. */
async function decidingTerms(): Promise<string[]> {
  const told: string[] = [];
  for await (const { path, rule, cases } of runRuleTests(fileURLToPath(new URL('../evidence', import.meta.url)), {
    convert: toEcs,
  })) {
    for (const { name, expected, events } of cases) {
      if (expected !== 'no match') continue;
      for (const { event } of events) {
        const [stage] = explain(rule!.query, event).stages;
        const terms = missesOf(stage!.condition).map(({ text, finding }) => `${text.slice(0, 40)} · ${finding!.text}`);
        told.push(`${path.split('/').at(-1)!.replace('.test.yaml', '')}, ${name}: ${terms.join(' · and ')}`);
      }
    }
  }
  return told;
}

test('explanations name the term that decides each near miss', async () => {
  expect((await decidingTerms()).join('\n')).toMatchInlineSnapshot(`
    "elastic-defend, localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    elastic-defend, localhost in upper case: process.args : ("*/node:localhost*", "*/ · "/node:LOCALHOST" by "*/node:localhost*"
    elastic-defend, a host whose name begins with localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost2" by "*/node:localhost*"
    elastic-defend, 127.0.0.1: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    elastic-defend, 127.0.0.1 in quotes that were kept: process.args : ("*/node:localhost*", "*/ · "/node:"127.0.0.1"" by "*/node:"127.0.0.1"*"
    elastic-defend, no host: process.args : "*node:*" · "wmic", "process", "call", "create" and 1 more
    elastic-defend, no verb: process.args : ("call", "set", "get") · "wmic", "/node:WS-022", "process", "list" and 1 more
    elastic-defend, the verb is only part of an argument: process.args : ("call", "set", "get") · "process call create calc.exe" contains "call", and is longer
    elastic-defend, all arguments in one text: process.args : ("call", "set", "get") · "wmic /node:WS-022 process call create calc.exe" contains "call", and is longer
    elastic-defend, no arguments: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    elastic-defend, an empty list of arguments: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    elastic-defend, another program: process.name : "WMIC.exe" · "WmiPrvSE.exe"
    elastic-defend, a name that ends like it: process.name : "WMIC.exe" · "notwmic.exe" ends with "WMIC.exe", and is longer
    elastic-defend, no name: process.name : "WMIC.exe" · process.name is absent
    elastic-defend, the end of the process: event.type == "start" · "end"
    elastic-defend, a type in the wrong case: event.type == "start" · "Start" differs from "start" only in case
    elastic-defend, no type: event.type == "start" · event.type is absent
    elastic-defend, another category: event.category == "process" · "file"
    elastic-defend, a Linux host: host.os.type == "windows" · "linux"
    elastic-defend, a system in the wrong case: host.os.type == "windows" · "Windows" differs from "windows" only in case
    elastic-defend, no system: host.os.type == "windows" · host.os.type is absent
    elastic-endgame, ECS: localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    elastic-endgame, ECS: no verb: process.args : ("call", "set", "get") · "wmic", "/node:WS-022", "os", "list"
    elastic-endgame, ECS: the end of the process: event.type == "start" · "end"
    elastic-endgame, flat: localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    elastic-endgame, flat: 127.0.0.1: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    elastic-endgame, flat: 127.0.0.1 in quotes: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    elastic-endgame, flat: no verb: process.args : ("call", "set", "get") · "wmic", "/node:WS-022", "process", "list" and 1 more
    elastic-endgame, flat: another program: process.name : "WMIC.exe" · "cmd.exe"
    elastic-endgame, flat: no command line: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    elastic-endgame, flat: the end of the process: event.type == "start" · "end"
    elastic-endgame, flat: it was running already: event.type == "start" · "info"
    elastic-endgame, flat: a file was made: event.category == "process" · "file" · and event.type == "start" · "creation" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    security, A: localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    security, A: 127.0.0.1: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    security, B: 127.0.0.1 in quotes, which stay: process.args : ("*/node:localhost*", "*/ · "/node:"127.0.0.1"" by "*/node:"127.0.0.1"*"
    security, C: 127.0.0.1 in quotes, which stay: process.args : ("*/node:localhost*", "*/ · "/node:"127.0.0.1"" by "*/node:"127.0.0.1"*"
    security, A: no host: process.args : "*node:*" · "wmic", "os", "get", "Caption"
    security, B: no verb: process.args : ("call", "set", "get") · "wmic", "/node:WS-022", "process", "list" and 1 more
    security, C: the verb in quotes, which stay: process.args : ("call", "set", "get") · ""get"" differs from "get" in quotes
    security, A: command lines are not audited: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    security, B: command lines are not audited: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    security, B: another program: process.name : "WMIC.exe" · "cmd.exe"
    security, C: the program is only the parent: process.name : "WMIC.exe" · "conhost.exe"
    security, A: the end of the process: event.type == "start" · "end" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    security, B: a logon by it: event.category == "process" · "authentication" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    security, C: a System event with the same number: event.category == "process" · event.category is absent · and event.type == "start" · event.type is absent · and process.name : "WMIC.exe" · process.name is absent · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, A: localhost: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    sysmon, B: localhost in quotes: process.args : ("*/node:localhost*", "*/ · "/node:localhost" by "*/node:localhost*"
    sysmon, A: 127.0.0.1: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    sysmon, B: 127.0.0.1 in quotes: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    sysmon, C: 127.0.0.1 in quotes: process.args : ("*/node:localhost*", "*/ · "/node:127.0.0.1"
    sysmon, A: no host: process.args : "*node:*" · "wmic", "os", "get", "Caption"
    sysmon, B: no verb: process.args : ("call", "set", "get") · "wmic", "/node:WS-022", "process", "list" and 1 more
    sysmon, C: the whole query in quotes is one argument: process.args : ("call", "set", "get") · "process call create calc.exe" contains "call", and is longer
    sysmon, A: no command line: process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, B: another program: process.name : "WMIC.exe" · "WmiPrvSE.exe"
    sysmon, A: a copy under another name: process.name : "WMIC.exe" · "w.exe"
    sysmon, A: the end of the process: event.type == "start" · "end" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, B: a file made by it: event.category == "process" · "file" · and event.type == "start" · "creation" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, C: a connection made by it: event.category == "process" · "network" · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, A: another channel with the same number: event.category == "process" · event.category is absent · and event.type == "start" · event.type is absent · and process.name : "WMIC.exe" · process.name is absent · and process.args : "*node:*" · process.args is absent · and process.args : ("call", "set", "get") · process.args is absent
    sysmon, B: Sysmon for Linux: host.os.type == "windows" · "linux" · and process.name : "WMIC.exe" · "wmic" is only a part of "WMIC.exe""
  `);
});
