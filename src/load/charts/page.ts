import { colours, darkColours, escaped } from './markup.ts';

/** A whole page of HTML with nothing to fetch: no script, no font, no picture but what is in it. `body` is markup. */
export function chartPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** A table whose first column is text and whose others are numbers; wide ones scroll. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (start: string, end: string, row: readonly string[]) =>
    row.map((cell) => `${start}${escaped(cell)}${end}`).join('');
  const body = rows.map((row) => `<tr>${cells('<td>', '</td>', row)}</tr>`).join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="table">
<table>
<thead><tr>${cells('<th scope="col">', '</th>', head)}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}

/** Names and what they stand for. */
export function factsOf(facts: readonly (readonly [name: string, value: string])[]): string {
  const rows = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`);
  return `<dl>\n${rows.join('\n')}\n</dl>`;
}

/** Charts beside each other where there is room. */
export function gallery(charts: readonly string[]): string {
  return `<div class="charts">\n${charts.map((chart) => `<figure>${chart}</figure>`).join('\n')}\n</div>`;
}

const partColours = (list: readonly string[]) => list.map((colour, part) => `--part-${part}:${colour};`).join('');

const style = `:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--faint:#59636e;--edge:#d1d9e0;--card:#f6f8fa;${partColours(colours)}}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--faint:#9198a1;--edge:#3d444d;--card:#161b22;${partColours(darkColours)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 12px}
h2{font-size:1.2rem;margin:28px 0 8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0;font-size:.92rem}
dt{color:var(--faint)}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
ul{margin:0;padding-left:1.2em}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px}
figure{margin:0;padding:10px 8px 4px;background:var(--card);border:1px solid var(--edge);border-radius:8px}
svg{display:block;width:100%;height:auto}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums;white-space:nowrap}
th,td{padding:5px 12px 5px 0;text-align:right;border-bottom:1px solid var(--edge)}
th:first-child,td:first-child{text-align:left}
th{font-weight:600;color:var(--faint);vertical-align:bottom}
@media print{figure{break-inside:avoid}}
`;
