/** The look of a report, light and dark. */
export const STYLE = `
:root {
  --back: #f6f7f9; --card: #ffffff; --line: #e3e6eb; --text: #1b2330; --soft: #667085; --faint: #98a2b3;
  --accent: #2f6fed; --track: #eef1f5; --hover: #f2f5fa; --good: #12805c; --bad: #c4320a;
  --critical: #c01048; --high: #e4572e; --medium: #e9a23b; --low: #5b8def;
  --heat: 47 111 237;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0e131b; --card: #171e29; --line: #2a3444; --text: #e6eaf1; --soft: #9aa6b8; --faint: #6c7a8f;
    --accent: #6ea0ff; --track: #222c3a; --hover: #1d2633; --good: #4cc38a; --bad: #ff8a65;
    --critical: #f0457d; --high: #ff7d52; --medium: #f2b84b; --low: #6ea0ff;
    --heat: 110 160 255;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 28px 24px 64px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 13px; margin: 0 0 12px; font-weight: 600; }
h2 small, header p { color: var(--soft); font-weight: 400; font-size: 13px; }
header p { margin: 4px 0 0; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; }
button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
code, .mono { font: 12px/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; min-width: 0; }
.grid { display: grid; gap: 14px; margin-top: 14px; }
.tiles { grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); margin-top: 20px; }
.two { grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); }
.tile { padding: 12px 16px; border-left: 3px solid var(--tone, var(--line)); }
.tile b { display: block; font-size: 24px; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 12px; }
.filters { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 18px; align-items: center; }
.filters input { flex: 1 1 240px; min-width: 0; padding: 7px 12px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.filters:empty { display: none; }
.chip { background: var(--card); border: 1px solid var(--accent); color: var(--accent); border-radius: 999px; padding: 4px 12px; font-size: 13px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
svg .axis { stroke: var(--line); }
svg g.bar { cursor: pointer; }
svg g.bar rect.hit { fill: transparent; }
svg g.bar:hover rect.hit { fill: var(--text); fill-opacity: 0.06; }
.critical { fill: var(--critical); --tone: var(--critical); } .high { fill: var(--high); --tone: var(--high); }
.medium { fill: var(--medium); --tone: var(--medium); } .low { fill: var(--low); --tone: var(--low); }
.legend { display: flex; gap: 14px; float: right; color: var(--soft); font-size: 12px; }
.legend i { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 5px; background: var(--tone); }
.row { display: grid; grid-template-columns: minmax(0, 1fr) 30% 52px; gap: 10px; align-items: center; width: 100%; padding: 4px 6px; border-radius: 6px; }
.row:hover { background: var(--hover); }
.row > span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row .track { background: var(--track); border-radius: 4px; height: 8px; overflow: hidden; }
.row .track i { display: block; height: 100%; border-radius: 4px; background: var(--tone, var(--accent)); min-width: 2px; }
.row .n, .n { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.more { color: var(--soft); font-size: 12px; padding: 6px; }
button.more { color: var(--accent); }
.matrix { display: flex; gap: 8px; overflow: auto; max-height: 440px; align-items: flex-start; padding-bottom: 4px; }
.tactic { flex: 1 0 132px; min-width: 132px; max-width: 220px; }
.tactic > .head { display: block; width: 100%; font-size: 12px; font-weight: 600; padding: 6px 8px; border-bottom: 2px solid var(--line); margin-bottom: 6px; }
.tactic > .head small { display: block; font-weight: 400; color: var(--soft); }
.tech { display: flex; justify-content: space-between; gap: 8px; width: 100%; border-radius: 6px; padding: 6px 8px; margin-bottom: 4px; font-size: 12px; line-height: 1.35; background: rgb(var(--heat) / var(--a, 0)); border: 1px solid rgb(var(--heat) / 0.25); }
.tech small { color: var(--soft); display: block; }
.tech span { min-width: 0; overflow-wrap: anywhere; }
.tech b { font-variant-numeric: tabular-nums; }
.none { color: var(--soft); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; min-width: 760px; }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--soft); padding: 6px 8px; border-bottom: 1px solid var(--line); }
td { padding: 7px 8px; border-bottom: 1px solid var(--line); vertical-align: top; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
tr.alert { cursor: pointer; }
tr.alert:hover td { background: var(--hover); }
tr.alert button { width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
td.time { font-variant-numeric: tabular-nums; color: var(--soft); }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; background: var(--tone); margin-right: 8px; vertical-align: 1px; }
tr.detail > td { white-space: normal; background: var(--back); padding: 14px 16px 18px; }
.event { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin-top: 10px; }
.event h3 { font-size: 12px; margin: 0 0 8px; font-weight: 600; }
.event h3 small { font-weight: 400; color: var(--soft); margin-left: 8px; }
.terms { list-style: none; margin: 0 0 8px; padding: 0; }
.terms li { display: grid; grid-template-columns: 18px minmax(0, 1fr) minmax(0, 1fr); gap: 8px; padding: 2px 0 2px calc(var(--d, 0) * 16px); overflow-wrap: anywhere; }
.terms .yes { color: var(--good); } .terms .no { color: var(--bad); }
.terms .why { color: var(--soft); }
.terms li.plain, .terms li.plain span, .terms li.plain .why { color: var(--faint); }
dl { display: grid; grid-template-columns: minmax(120px, 240px) minmax(0, 1fr); gap: 2px 14px; margin: 8px 0 0; overflow-wrap: anywhere; }
dt { color: var(--soft); } dd { margin: 0; white-space: pre-wrap; }
summary { cursor: pointer; color: var(--soft); font-size: 12px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 6px 0 0; }
@media print { body { background: #fff; } .filters, button.more { display: none; } .card { break-inside: avoid; } }
`;
