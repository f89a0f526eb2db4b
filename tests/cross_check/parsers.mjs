// Reads JSON from standard input, a list of texts, and writes for each what every parser sees of it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const load = createRequire(process.argv[2]);
const { parse } = load("discord-markdown-parser");
const odiffey = load("@odiffey/discord-markdown");
const classic = load("discord-markdown");

const parsers = {
  "discord-markdown-parser": (text) => parse(text, "extended"),
  "@odiffey/discord-markdown": (text) => odiffey.parser(text),
  "discord-markdown": (text) => classic.parser(text),
};
// The classic parser reads masked links only as a webhook's; its public door for them is HTML.
const embed = classic.markdownEngine.parserFor(classic.rulesEmbed);
parsers["discord-markdown"] = (text) => embed(text, { inline: true, inQuote: false, inEmphasis: false, escapeHTML: true });

function see(nodes, seen) {
  for (const node of [nodes].flat(Infinity)) {
    if (typeof node === "string") seen.words += node;
    else if (node.type === "codeBlock" || node.type === "inlineCode") {
      seen.code.push(node.content);
      seen.words += " " + node.content + " ";
    } else if (node.type === "link" || node.type === "autolink" || node.type === "url") {
      const inside = { words: "", code: [], links: [] };
      see(node.content, inside);
      seen.links.push([inside.words, node.target]);
      seen.code.push(...inside.code);
      seen.words += inside.words;
    } else if (node.type === "br" || node.type === "newline") seen.words += "\n";
    else if (node.items) node.items.forEach((item) => (see(item, seen), (seen.words += "\n")));
    else if (node.content !== undefined) see(node.content, seen);
  }
  return seen;
}

const texts = JSON.parse(readFileSync(0, "utf8"));
const found = texts.map((text) =>
  Object.fromEntries(
    Object.entries(parsers).map(([name, read]) => [name, see(read(text), { words: "", code: [], links: [] })]),
  ),
);
process.stdout.write(JSON.stringify(found));
