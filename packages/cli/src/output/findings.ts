import { type Finding, formatFinding, LINTS } from '@eqlite/rules';
import { locate } from '@eqlite/syntax';

/** How findings are printed: `text` for people, the others for programs. */
export const FINDING_FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type FindingFormat = (typeof FINDING_FORMATS)[number];

/** All findings as one text, with a line break at its end; empty where there is nothing to print. */
export function printFindings(findings: readonly Finding[], format: FindingFormat): string {
  return PRINTERS[format](findings);
}

const PRINTERS: Readonly<Record<FindingFormat, (findings: readonly Finding[]) => string>> = {
  text: (findings) => findings.map((finding) => `${formatFinding(finding)}\n`).join('\n'),
  json: (findings) =>
    findings.length === 0 ? '[]\n' : `[\n${findings.map((one) => JSON.stringify(toJson(one))).join(',\n')}\n]\n`,
  sarif: (findings) => `${JSON.stringify(toSarif(findings), null, 2)}\n`,
  github: (findings) => findings.map((finding) => `${toGithub(finding)}\n`).join(''),
};

/** Where a finding ends, behind its last character. */
function endOf({ source, span }: Finding): { readonly endLine?: number; readonly endColumn?: number } {
  if (source === undefined || span === undefined) return {};
  const { line, column } = locate(source, span.end);
  return { endLine: line, endColumn: column };
}

function toJson(finding: Finding): object {
  const { path, line, column, severity, code, message, hint, rule } = finding;
  return { path, line, column, ...endOf(finding), severity, code, message, hint, rule };
}

// ---------------------------------------------------------------- SARIF

/** @see SARIF 2.1.0; columns are UTF-16 units, as is its default */
function toSarif(findings: readonly Finding[]): object {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'eqlite', rules: codes.map(toSarifRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toSarifResult(finding, codes)),
      },
    ],
  };
}

function toSarifRule(code: string): object {
  const lint = LINTS.find((one) => one.code === code);
  if (!lint) return { id: code };
  return { id: code, shortDescription: { text: lint.title }, help: { text: lint.doc, markdown: lint.doc } };
}

function toSarifResult(finding: Finding, codes: readonly string[]): object {
  const { path, line, column, severity, code, message, hint } = finding;
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column, ...endOf(finding) } };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: textOf(message, hint) },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(path.replaceAll('\\', '/')) }, ...region } }],
  };
}

const textOf = (message: string, hint: string | undefined): string =>
  hint === undefined ? message : `${message}\nhint: ${hint}`;

// ---------------------------------------------------------------- GitHub

/** A workflow command, which GitHub shows beside the line. */
function toGithub(finding: Finding): string {
  const { path, line, column, severity, code, message, hint } = finding;
  const { endLine, endColumn } = endOf(finding);
  // On one line only, or GitHub ignores the columns.
  const columns = endLine === line && column !== undefined ? { col: column, endColumn } : {};
  const properties = Object.entries({ file: path, line, ...columns, title: code })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeData(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`);
  return `::${severity} ${properties.join(',')}::${escapeData(textOf(message, hint))}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
