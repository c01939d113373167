// Above what is to be looked up, the rows of a table of class "pick-<name>" or the sections of class
// "entry": a search field, and a menu for each such name, a column or a term in the rows' folds.
// Whoever comes to an entry by its address finds it open. Without a script all of it stands there.
(() => {
  "use strict";
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    Object.assign(element, attributes);
    element.append(...children);
    return element;
  };
  const slug = (text) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-");

  // What a row says under a name, the column or the folded term.
  const facet = (heads, row, name) => {
    const column = heads.findIndex((head) => slug(head.textContent) === name);
    const terms = [...row.querySelectorAll("dt")];
    const said = row.cells?.[column] ?? terms.find((term) => slug(term.textContent) === name)?.nextElementSibling;
    return said?.textContent.trim() ?? "";
  };

  const menu = (rows, heads, name) => {
    const said = new Map(rows.map((row) => [row, facet(heads, row, name)]));
    const select = make("select", {}, new Option("all", ""));
    select.append(...[...new Set(said.values())].filter(Boolean).map((value) => new Option(value)));
    const fits = (row) => !select.value || said.get(row) === select.value;
    const label = name.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());
    return { select, fits, label };
  };

  const control = (rows, heads = [], names = []) => {
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const words = make("input", { type: "search", autocomplete: "off" });
    const menus = names.map((name) => menu(rows, heads, name));
    const count = make("output");
    const [place, noun] = heads.length ? ["table", "rows"] : ["list", "entries"];
    const form = make(
      "form",
      { className: "pick" },
      make("label", {}, `Search in the ${place} `, words),
      ...menus.map(({ select, label }) => make("label", {}, `${label} `, select)),
      make("button", { type: "reset" }, "Show all"),
      count,
    );
    const show = () => {
      const wanted = words.value.toLowerCase().split(/\s+/);
      for (const row of rows)
        row.hidden = !(
          wanted.every((word) => texts.get(row).includes(word)) &&
          menus.every(({ fits }) => fits(row))
        );
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = `${left} of ${rows.length} ${noun}`;
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show)); // after the fields are empty
    show();
    return form;
  };

  for (const table of document.querySelectorAll('table[class*="pick-"]')) {
    const names = [...table.classList].flatMap((name) => name.match(/^pick-(.+)$/)?.[1] ?? []);
    const form = control([...table.tBodies[0].rows], [...table.tHead.rows[0].cells], names);
    (table.closest(".pst-scrollable-table-container") ?? table).before(form);
  }
  const sections = [...document.querySelectorAll("section.entry")];
  for (const parent of new Set(sections.map((section) => section.parentElement))) {
    const rows = sections.filter((section) => section.parentElement === parent);
    rows[0].before(control(rows));
  }

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    target.hidden = false;
    const own = target.closest(".entry")?.querySelector("details");
    for (let at = own ?? target; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    const box = target.closest(".pst-scrollable-table-container"); // with the head of the table
    for (const seen of [target, box]) seen?.scrollIntoView({ behavior: "instant" });
  };
  addEventListener("hashchange", open);
  addEventListener("load", open); // when the browser has scrolled by itself
  open();
})();
