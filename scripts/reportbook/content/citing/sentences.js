// Prints works by citeproc-js, each alone: together, works of one author and year would be told
// apart by letters that the reader's own list does not have.

// An entry is a sentence of its own, without blocks around it.
const bare = (state, text) => text;
Object.assign(CSL.Output.Formats.html, {
  "@font-style/italic": "<em>%%STRING%%</em>",
  "@bibliography/entry": bare,
  "@display/right-inline": bare,
});

// {style: {id: sentences}} for styles {name: {sheet, lang}}, locales {lang: XML} and items of CSL-JSON.
function print(styles, locales, items) {
  const printed = {};
  for (const [name, {sheet, lang}] of Object.entries(styles)) {
    const known = Object.fromEntries(items.map((item) => [item.id, item]));
    const system = {retrieveLocale: (asked) => locales[asked], retrieveItem: (id) => known[id]};
    const engine = new CSL.Engine(system, sheet, lang, true);
    engine.opt.development_extensions.wrap_url_and_doi = true;
    printed[name] = Object.fromEntries(items.map(({id}) => [id, sentences(engine, id)]));
  }
  return printed;
}

// In HTML, the entry in a list of references and, unless it is the number in that list, the mention
// in the text.
function sentences(engine, id) {
  engine.restoreProcessorState();
  engine.updateItems([id]);
  const entry = engine.makeBibliography()[1][0];
  const mention = engine.makeCitationCluster([{id}]);
  // The number, which the entry has in the reader's list and not here.
  const bare = entry.replace(/<div class="csl-left-margin">.*?<\/div>/, "").trim();
  return bare === entry.trim() ? [bare, `In the text: ${mention}`] : [bare];
}
