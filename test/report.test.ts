import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleEvents, sampleRules } from './support/alert-sample.js';
import { createWorkplace } from './support/command-line.js';

const CHROMIUM = [process.env.EQLITE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);
if (CHROMIUM === undefined) {
  console.warn('Skipped: no Chromium at /usr/bin/chromium; install the package chromium, or set EQLITE_CHROMIUM.');
}

let place: Awaited<ReturnType<typeof createWorkplace>>;
let browser: Browser | undefined;
beforeAll(async () => {
  place = await createWorkplace();
  if (CHROMIUM !== undefined) {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }
});
afterAll(async () => {
  await browser?.close();
  await place.remove();
});

const lines = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** Runs rules over events and writes the report. */
async function report(name: string, rules: readonly object[], events: readonly object[]): Promise<string> {
  await place.write(`${name}/rules.json`, JSON.stringify(rules));
  await place.write(`${name}/events.ndjson`, lines(events));
  const args = ['run', `${name}/rules.json`, '--on', `${name}/events.ndjson`, '--report', `${name}.html`];
  const { code, stderr } = await place.eqlite([...args, '--format', 'ndjson']);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`Wrote ${name}.html\n`) });
  return join(place.folder, `${name}.html`);
}

interface Visit {
  readonly page: Page;
  /** What went wrong: messages of the console, errors, refusals of the page's policy. */
  readonly problems: string[];
  readonly requests: string[];
}

async function open(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
  const context = await browser!.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, problems, requests };
}

const count = (page: Page, selector: string) => page.locator(selector).count();

describe.skipIf(CHROMIUM === undefined)('in Chromium', () => {
  test('10,000 alerts: charts are drawn, filters work, no error, no request', async () => {
    const path = await report('many', sampleRules, sampleEvents(12_000));
    const { page, problems, requests } = await open(path);
    const total = Number((await page.locator('.tile b').first().textContent())!.replace(',', ''));
    expect(total).toBeGreaterThan(10_000);
    expect(await count(page, '#timeline g.bar')).toBeGreaterThan(20);
    expect(await count(page, '#by-rule .row')).toBe(5);
    expect(await count(page, '#by-host .row')).toBe(10);
    expect(await page.locator('#matrix .tech small').allTextContents()).toEqual([
      'T1059',
      'T1053',
      'T1003',
      'T1087',
      'T1021',
    ]);
    // Bars stand on the axis and have heights.
    const heights = await page
      .locator('#timeline g.bar')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThan(0);

    expect(await count(page, '#alerts tr.alert')).toBe(100);
    await page.click('#more');
    expect(await count(page, '#alerts tr.alert')).toBe(200);

    await page.click('#by-rule .row:nth-child(5)');
    expect(await page.locator('.chip').textContent()).toBe('Scheduled Task Made From a Script, Then Run  ×');
    await page.click('#alerts tr.alert >> nth=0');
    const detail = page.locator('tr.detail');
    expect(await detail.locator('.event h3').allTextContents()).toEqual([
      expect.stringMatching(/^Event 1 of 2many\/events\.ndjson:\d+$/),
      expect.stringMatching(/^Event 2 of 2many\/events\.ndjson:\d+$/),
    ]);
    expect(await detail.locator('.terms').first().locator('li').allTextContents()).toEqual([
      '✓event.category == "process""process"',
      '✓process.name : "schtasks.exe""schtasks.exe"',
      '✓process.args : "/create""/create"',
    ]);
    await page.click('.chip');
    await page.fill('input[type=search]', 'minidump ws-001');
    await page.waitForFunction(() => document.querySelectorAll('#by-rule .row').length === 1);
    expect(await page.locator('#by-rule .row').allTextContents()).toEqual([
      expect.stringMatching(/^Memory of the Logon Process Read\d+$/),
    ]);
    expect(problems).toEqual([]);
    expect(requests).toEqual([pathToFileURL(path).href]);
  });

  test('hostile texts stay texts', async () => {
    const attacks = [
      '</script><script>window.hacked = 1</script>',
      '<img src=x onerror="window.hacked = 1">',
      '"><svg onload=window.hacked=1>',
      'javascript:window.hacked=1//\'"`$' + '{window.hacked = 1}`',
      '<!--<script>',
      '\u2028window.hacked = 1\u2029\u0000',
      '&lt;b&gt;',
    ];
    const hostile = attacks.join(' ');
    const rule = {
      ...sampleRules[0]!,
      name: hostile,
      query: `any where process.name == "x" or process.name != ${JSON.stringify('<img src=x onerror=window.hacked=1>')}`,
      threat: [
        {
          framework: 'MITRE ATT&CK',
          tactic: { id: '<b>', name: hostile, reference: 'javascript:window.hacked=1' },
          technique: [{ id: '<i>', name: hostile, reference: 'javascript:window.hacked=1' }],
        },
      ],
    };
    const events = attacks.map((attack, i) => ({
      '@timestamp': `2024-01-01T00:00:0${i}Z`,
      event: { category: 'process' },
      host: { name: attack },
      user: { name: attack },
      process: { name: 'x', command_line: attack },
      [attack]: attack,
      __proto__: null,
      constructor: attack,
    }));
    const path = await report('hostile', [rule], events);
    const { page, problems, requests } = await open(path);
    expect(await count(page, 'tr.alert')).toBe(attacks.length);
    for (let i = 0; i < attacks.length; i++) await page.click(`tr.alert >> nth=${i}`);
    for (const summary of await page.locator('tr.detail summary').all()) await summary.click();
    const shown = await page.locator('tr.alert td:last-child').allTextContents();
    expect(shown.reverse()).toEqual(attacks);
    expect(await page.locator('#by-rule .row span').first().textContent()).toBe(hostile);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await count(page, 'img, main script, iframe, a')).toBe(0);
    expect(problems).toEqual([]);
    expect(requests).toEqual([pathToFileURL(path).href]);
  });

  test('light and dark, narrow and wide: nothing is wider than the window', async () => {
    const path = await report('few', sampleRules, sampleEvents(300));
    const backs: string[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open(path, scheme);
      backs.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      for (const width of [360, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(excess, `${scheme}, ${width}`).toBeLessThanOrEqual(0);
      }
    }
    expect(new Set(backs).size).toBe(2);
  });

  test('no alerts', async () => {
    const { page, problems } = await open(
      await report('none', sampleRules, [{ '@timestamp': '2024-01-01T00:00:00Z' }]),
    );
    expect(await page.locator('.none').allTextContents()).toEqual([
      'No alert has a time.',
      'Nothing.',
      'Nothing.',
      'No rule names a tactic.',
    ]);
    expect(problems).toEqual([]);
  });
});

test('the page allows its own script and nothing else', async () => {
  const page = await readFile(await report('policy', sampleRules, sampleEvents(50)), 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1];
  const script = /<script>(.*)<\/script>\n<\/body>/s.exec(page)![1]!;
  const hash = createHash('sha256').update(script).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
  );
});

test('a layer for the ATT&CK Navigator', async () => {
  await place.write('layer/rules.json', JSON.stringify(sampleRules.slice(0, 2)));
  await place.write('layer/events.ndjson', lines(sampleEvents(20)));
  const args = ['run', 'layer/rules.json', '--on', 'layer/events.ndjson', '--navigator', 'layer.json'];
  const { stdout } = await place.eqlite([...args, '--format', 'ndjson']);
  const alerts = stdout.trim().split('\n').length;
  const layer = JSON.parse(await readFile(join(place.folder, 'layer.json'), 'utf8'));
  expect(layer).toMatchInlineSnapshot(`
    {
      "description": "Score: alerts by rules for the technique. 0: looked for, not found.",
      "domain": "enterprise-attack",
      "gradient": {
        "colors": [
          "#ffffff",
          "#fdba74",
          "#dc2626",
        ],
        "maxValue": 2,
        "minValue": 0,
      },
      "name": "Eqlite alerts",
      "sorting": 3,
      "techniques": [
        {
          "comment": "PowerShell With an Encoded Command: 2",
          "enabled": true,
          "score": 2,
          "showSubtechniques": false,
          "tactic": "execution",
          "techniqueID": "T1059",
        },
        {
          "comment": "Remote Command With WMIC: 1",
          "enabled": true,
          "score": 1,
          "showSubtechniques": false,
          "tactic": "lateral-movement",
          "techniqueID": "T1021",
        },
      ],
      "versions": {
        "layer": "4.5",
        "navigator": "5.1.0",
      },
    }
  `);
  expect(layer.techniques[0].score + layer.techniques[1].score).toBe(alerts);
});

test('a file that cannot be written', async () => {
  await place.write('unwritable/rules.json', JSON.stringify(sampleRules.slice(0, 1)));
  await place.write(
    'unwritable/events.ndjson',
    lines([{ '@timestamp': '2024-01-01T00:00:00Z', event: { category: 'file' } }]),
  );
  const args = ['run', 'unwritable/rules.json', '--on', 'unwritable/events.ndjson', '--report', 'no/such/folder.html'];
  const { code, stderr } = await place.eqlite(args);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      "no/such/folder.html: cannot be written: ENOENT: no such file or directory, open 'no/such/folder.html'\n" +
      '0 alerts · 1 rule · 1 event in 1 file\n',
  });
});
