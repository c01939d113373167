// Lists the sections of the book that answer the query in the page's address.
//
// `sections.js`, loaded last, opens the index; Sphinx's `language_data.js` has given the stemmer
// and the stop words of the book's language before.
"use strict";

const search = (() => {
  const HAN = "\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  // Text without spaces is cut into its characters; "B27.4" and "1,200" are one word each.
  const WORD = new RegExp(`[${HAN}]|(?:(?![${HAN}])[\\p{L}\\p{M}\\p{N}])+(?:[.,]\\p{N}+)*`, "gu");
  const CLITIC = /['’]s\b/g;
  // What a word counts in a section's title, in the title of its page, in tables and notes.
  const TITLE = 2, PAGE = 2, TABLE = 0.3;
  // A page comes before its sections, and words that stand together before the same words apart.
  const WHOLE = 1.3, TOGETHER = 2;
  // Each further section of one page comes this much later, so that other pages come in sight.
  const NEXT = 0.8;
  const SHOWN = 30, EXCERPT = 240;

  const stems = new Map();
  let simplified = {}, stemmer;

  const stem = (word) => {
    if (!stems.has(word)) {
      const plain = word.normalize("NFD").replace(/\p{M}/gu, "");
      stems.set(word, stemmer.stemWord(plain));
    }
    return stems.get(word);
  };

  // The words of a text, each with its place; nothing here changes the length of the text.
  const words = (text) => {
    const even = text.toLowerCase().replace(CLITIC, (end) => " ".repeat(end.length));
    const simple = even.replace(/\p{Script=Han}/gu, (sign) => simplified[sign] ?? sign);
    return [...simple.matchAll(WORD)].map((found) => ({
      word: found[0],
      stem: stem(found[0]),
      from: found.index,
      to: found.index + found[0].length,
    }));
  };

  const line = (list) => list.map(({ stem }) => ` ${stem} `).join("");
  const count = (text, part) => text.split(part).length - 1;

  // What must be found: each word, "a phrase in quotes", each run of Chinese.
  const wanted = (query) => {
    const chunks = (query.match(/["“][^"”]+["”]|\S+/g) ?? []).map(words).filter((l) => l.length);
    const telling = chunks.filter(([first, ...rest]) => rest.length || !stopwords.includes(first.word));
    return [...new Set((telling.length ? telling : chunks).map(line))];
  };

  const prepared = (pages) =>
    pages.flatMap(({ address, weight, sections }) =>
      sections.map(([id, title, text, tables = ""], number) => ({
        address: number ? `${address}#${id}` : address,
        page: sections[0][1],
        title, text, tables, weight,
        lines: { title: line(words(title)), page: line(words(sections[0][1])),
                 text: line(words(text)), tables: line(words(tables)) },
      })));

  // Often counts more than once, but ever less, and in a long text less than in a short one.
  const weigh = (text, term, usual) => {
    const often = count(text, term);
    return (2 * often) / (often + 0.5 + (0.5 * text.length) / usual || 1);
  };

  const fit = ({ lines: { title, page, text, tables } }, term, usual) =>
    (title.includes(term) && TITLE * (1 + term.length / title.length + title.startsWith(term)))
    + (page.includes(term) && PAGE)
    + weigh(text, term, usual) + TABLE * weigh(tables, term, usual);

  const ranked = (parts, query) => {
    const usual = parts.reduce((sum, { lines }) => sum + lines.text.length, 0) / parts.length;
    const holds = ({ lines }, term) =>
      [lines.title, lines.text, lines.tables].some((text) => text.includes(term));
    // A word that is nowhere may be the beginning of one.
    const terms = wanted(query).map((term) =>
      parts.some((part) => holds(part, term)) ? term : term.trimEnd());
    const phrase = terms.length > 1 ? terms.join("") : null;
    const rarity = terms.map((term) =>
      Math.log(1 + parts.length / (1 + parts.filter((part) => holds(part, term)).length)));
    const found = parts.flatMap((part) => {
      if (!terms.some((term) => holds(part, term))) return [];
      const met = terms.filter((term) => holds(part, term) || part.lines.page.includes(term));
      const sum = terms.reduce((all, term, n) => all + rarity[n] * fit(part, term, usual), 0);
      const together = phrase && (part.lines.title + part.lines.text).includes(phrase) ? TOGETHER : 1;
      const page = part.title === part.page ? WHOLE : 1;
      const same = part.title.toLowerCase() === query.toLowerCase() ? 1.01 : 1;
      const score = sum * together * page * same * part.weight;
      return [{ part, met: met.length, score }];
    });
    // With all words if any section has them all, else with most; equals stay in reading order.
    const most = Math.max(...found.map(({ met }) => met));
    const fall = (a, b) => b.score - a.score;
    const before = new Map(), read = new Set();
    const best = found.filter(({ met }) => met === most).sort(fall).filter((result) => {
      const { page, text, tables } = result.part;
      const earlier = before.get(page) ?? 0;
      before.set(page, earlier + 1);
      result.score *= NEXT ** earlier;
      // Names of one thing share its explanation.
      const all = page + text + tables;
      return !read.has(all) && read.add(all);
    });
    return [best.sort(fall).map(({ part }) => part), terms, most < terms.length];
  };

  // Where in a text the terms stand: pairs of places, and which term.
  const hits = (list, terms) =>
    terms.flatMap((term, which) => {
      const [...sought] = term.trim().split("  ");
      const open = !term.endsWith(" ");
      return list.flatMap(({ from }, n) => {
        const last = list[n + sought.length - 1];
        const same = last && sought.every((part, k) => list[n + k].stem === part
          || (open && k === sought.length - 1 && list[n + k].stem.startsWith(part)));
        return same ? [{ from, to: last.to, which }] : [];
      });
    }).sort((a, b) => a.from - b.from);

  // Some words around the place where most terms stand together, the terms marked.
  const excerpt = ({ text, tables }, terms) => {
    let places = hits(words(text), terms);
    if (!places.length && (places = hits(words(tables), terms)).length) text = tables;
    const near = ({ from }) => places.filter((hit) => hit.from >= from && hit.to < from + EXCERPT / 2);
    const variety = (hit) => new Set(near(hit).map(({ which }) => which)).size;
    const most = Math.max(...places.map(variety));
    const first = places.find((hit) => variety(hit) === most)?.from ?? 0;
    const ends = [...text.slice(0, first).matchAll(/[.!?]\s|[。！？]/g)];
    const sentence = ends.length ? ends.at(-1).index + ends.at(-1)[0].length : 0;
    const space = text.indexOf(" ", first - EXCERPT / 3);
    const start = first - sentence < EXCERPT / 2 ? sentence
      : space >= 0 && space < first ? space + 1 : first;
    const end = start + EXCERPT < text.length
      ? Math.max(text.lastIndexOf(" ", start + EXCERPT), first + EXCERPT / 3) : text.length;
    const shown = document.createElement("p");
    shown.className = "context";
    if (start) shown.append("… ");
    let at = start;
    for (const { from, to } of places) {
      if (from < at || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      shown.append(text.slice(at, from), mark);
      at = to;
    }
    shown.append(text.slice(at, end), end < text.length ? " …" : "");
    return shown;
  };

  // What is mostly Chinese says so, to be read aloud as Chinese.
  const named = (element) => {
    const { length } = element.textContent.match(/\p{Script=Han}/gu) ?? [];
    if (2 * length > element.textContent.length) element.lang = "zh";
    return element;
  };

  const item = (part, terms, root) => {
    const shown = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + part.address;
    link.textContent = part.title;
    shown.append(named(link));
    if (part.title !== part.page) {
      const page = document.createElement("span");
      page.className = "search-page";
      page.textContent = part.page;
      shown.append(" ", page);
    }
    shown.append(named(excerpt(part, terms)));
    return shown;
  };

  const show = (query, found, terms, apart) => {
    const out = document.getElementById("search-results");
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    const pages = new Set(found.map(({ page }) => page)).size;
    const several = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
    out.append(status);
    status.textContent = found.length
      ? `${several(found.length, "section")} on ${several(pages, "page")}` +
        (apart ? " with some of these words; none has all." : ".")
      : `Nothing was found for “${query}”.`;
    const list = document.createElement("ul");
    list.className = "search";
    const root = document.documentElement.dataset.content_root ?? "./";
    const add = (from) => list.append(...found.slice(from, from + SHOWN)
      .map((part) => item(part, terms, root)));
    add(0);
    out.append(list);
    if (found.length <= SHOWN) return;
    const more = document.createElement("button");
    more.className = "btn btn-outline-primary";
    more.textContent = "Show more";
    more.onclick = () => {
      const shown = list.children.length;
      add(shown);
      list.children[shown].querySelector("a").focus();
      more.hidden = list.children.length >= found.length;
    };
    out.append(more);
  };

  const answer = (pages) => {
    const query = new URLSearchParams(location.search).get("q")?.trim();
    for (const field of document.querySelectorAll('input[name="q"]')) field.value = query ?? "";
    if (query) show(query, ...ranked(prepared(pages), query));
  };

  return {
    open(pages, table) {
      [simplified, stemmer] = [table, new Stemmer()];
      document.addEventListener("DOMContentLoaded", () => answer(pages));
    },
  };
})();
