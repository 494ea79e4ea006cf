import { createHash } from 'node:crypto';
import { CLIENT } from './client.js';
import type { ReportData } from './report-data.js';
import { STYLE } from './style.js';

/**
 * The page of a report. Whatever stands in alerts is data: it is parsed as JSON and shown as text, and the page's policy
 * lets no other code run and nothing be loaded.
 */
export function htmlPage(data: ReportData): string {
  const scriptHash = createHash('sha256').update(CLIENT).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(data.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main id="page"><noscript>This page is drawn by its own script, which is switched off.</noscript></main>
<script type="application/json" id="data">${escapeJson(JSON.stringify(data))}</script>
<script>${CLIENT}</script>
</body>
</html>
`;
}

/** JSON that cannot end the element it stands in. */
const escapeJson = (json: string): string => json.replace(/</g, '\\u003c');

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
