// Prints works by citeproc-js, each alone: together, works of one author and year would be told
// apart by letters that the reader's own list does not have.

// An entry is a sentence of its own, without blocks around it.
const bare = (state, text) => text;
Object.assign(CSL.Output.Formats.html, {
  "@font-style/italic": "<em>%%STRING%%</em>",
  "@bibliography/entry": bare,
  "@display/right-inline": bare,
});

// {style: {id: {html, note}}} for styles {name: {sheet, lang}}, locales {lang: XML} and items of
// CSL-JSON: the entry in a list of references and the mention in the text.
function print(styles, locales, items) {
  const printed = {};
  for (const [name, {sheet, lang}] of Object.entries(styles)) {
    const known = Object.fromEntries(items.map((item) => [item.id, item]));
    const system = {retrieveLocale: (asked) => locales[asked], retrieveItem: (id) => known[id]};
    const engine = new CSL.Engine(system, sheet, lang, true);
    engine.opt.development_extensions.wrap_url_and_doi = true;
    printed[name] = Object.fromEntries(items.map(({id}) => [id, sentence(engine, id)]));
  }
  return printed;
}

function sentence(engine, id) {
  engine.restoreProcessorState();
  engine.updateItems([id]);
  engine.setOutputFormat("html");
  const entry = engine.makeBibliography()[1][0];
  // Its number, which it has in the reader's list and not here.
  const html = entry.replace(/<div class="csl-left-margin">.*?<\/div>/, "").trim();
  engine.setOutputFormat("text");
  return {html, note: engine.makeCitationCluster([{id}])};
}
