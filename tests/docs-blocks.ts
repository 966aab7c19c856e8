/** A fenced code block of a page of documentation. */
export interface DocsBlock {
  readonly code: string;
  /** The language of the fence, such as `ts`. */
  readonly language: string;
  /** The rest of the fence's first line; JSON where there is any: the `settings['otel-context']` of the example. */
  readonly info: string;
  /** The headings that the block stands under, outermost first. */
  readonly headings: readonly string[];
  /** The line of the page that the code starts on, for messages. */
  readonly line: number;
}

interface Heading {
  readonly depth: number;
  readonly text: string;
}

/**
 * Gets the fenced code blocks of a page, each with the headings that it stands under.
 *
 * @param markdown - a page with ATX headings (`## Title`) and backtick fences, as the formatter writes them
 * @returns the blocks in the order of the page
 */
export function getBlocks(markdown: string): DocsBlock[] {
  const lines = markdown.split(/\r?\n/u);
  const blocks: DocsBlock[] = [];
  let headings: readonly Heading[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const [, fence = '', language = '', info = ''] = /^\s*(`{3,})(\S*)\s*(.*)$/u.exec(line) ?? [];
    const [, marks = '', text = ''] = /^(#{1,6})\s+(.*?)\s*$/u.exec(line) ?? [];
    if (marks !== '') {
      headings = [...headings.filter(({ depth }) => depth < marks.length), { depth: marks.length, text }];
    } else if (fence !== '') {
      const start = index + 1;
      const length = lines.slice(start).findIndex((other) => other.trim() === fence);
      index = length === -1 ? lines.length : start + length;
      const code = `${lines.slice(start, index).join('\n')}\n`;
      blocks.push({ code, language, info, headings: headings.map((heading) => heading.text), line: start + 1 });
    }
  }
  return blocks;
}

/** Gets the texts of all headings of a page, code blocks left out. */
export function getHeadings(markdown: string): string[] {
  const prose = markdown.replaceAll(/^(\s*`{3,})[^`].*?^\1\s*$/gmsu, '');
  return [...prose.matchAll(/^#{1,6}\s+(.*?)\s*$/gmu)].map((match) => match[1] ?? '');
}

/** Gets the targets of the links of a page that lead to other places in the repository. */
export function getLocalLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^(\s*`{3,})[^`].*?^\1\s*$/gmsu, '').replaceAll(/`[^`\n]*`/gu, 'code');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^[a-z]+:/u.test(target));
}

/** Computes the fragment that a heading is reached by, as GitHub makes it. */
export function computeFragment(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '');
  return words.replaceAll(' ', '-');
}
