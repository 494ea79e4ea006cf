const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Splits a command line by the C runtime's rules (the `CommandLineToArgvW` family), as `process.args` of Sysmon and
 * PowerShell events is made. Separators are space and tab. Quotes group and are not kept. Backslashes are ordinary
 * unless a quote follows them: 2n give n and the quote groups, 2n+1 give n and the quote is literal. Inside quotes
 * `""` gives one literal quote and ends the quoting. An unclosed quote runs to the end. The program name gets no
 * special treatment. Linear in the length of the text.
 */
export function splitArguments(commandLine: string): string[] {
  const args: string[] = [];
  const end = commandLine.length;
  let i = 0;
  for (;;) {
    while (i < end && isSeparator(commandLine.charCodeAt(i))) i++;
    if (i === end) return args;

    let argument = ''; // what is before `copied`, escapes resolved
    let copied = i;
    let isQuoted = false;
    for (; i < end; i++) {
      const code = commandLine.charCodeAt(i);
      if (code === BACKSLASH) {
        const first = i;
        while (i + 1 < end && commandLine.charCodeAt(i + 1) === BACKSLASH) i++;
        if (commandLine.charCodeAt(i + 1) !== QUOTE) continue; // not before a quote: as they stand
        const count = i + 1 - first;
        argument += commandLine.slice(copied, first + (count >> 1));
        copied = i + 1;
        if (count & 1) i++; // the quote is literal, and copied with what follows
      } else if (code === QUOTE) {
        argument += commandLine.slice(copied, i);
        copied = i + 1;
        if (isQuoted && commandLine.charCodeAt(i + 1) === QUOTE) i++; // the second quote is the literal one
        isQuoted = !isQuoted;
      } else if (!isQuoted && isSeparator(code)) break;
    }
    args.push(argument + commandLine.slice(copied, i));
  }
}

function isSeparator(code: number): boolean {
  return code === SPACE || code === TAB;
}

/**
 * Splits a command line as `process.args` of Security 4688 events is made: any whitespace outside double quotes ends
 * an argument, and that is all. Quotes are kept, backslashes mean nothing, two adjacent separators have an empty
 * argument between them, a leading or trailing one has an empty argument beside it. Linear in the length of the text.
 */
export function splitAtWhitespace(commandLine: string): string[] {
  const args: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < commandLine.length; i++) {
    const code = commandLine.charCodeAt(i);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && isWhitespace(code)) {
      args.push(commandLine.slice(start, i));
      start = i + 1;
    }
  }
  args.push(commandLine.slice(start));
  return args;
}

function isWhitespace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= 13) || (code >= 128 && /\s/.test(String.fromCharCode(code)));
}
