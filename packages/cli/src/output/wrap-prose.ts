/**
 * Fits help into `width` columns: lines that stand one below the other, without indentation, are a paragraph, and are
 * broken anew where one of them is too long. Lists and examples are indented, and stay.
 */
export function wrapProse(text: string, width: number): string {
  return text.replace(/^(?:\S.*\n?)+/gm, (paragraph) => {
    if (paragraph.split('\n').every((line) => line.length <= width)) return paragraph;
    const lines: string[] = [];
    for (const word of paragraph.trimEnd().split(/\s+/)) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines.join('\n') + (paragraph.endsWith('\n') ? '\n' : '');
  });
}
