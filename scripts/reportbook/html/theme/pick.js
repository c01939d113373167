// Above a table of class "pick-<column>": a search field and one menu for each such column.
// Without a script the whole table stands there, which says the same.
(() => {
  "use strict";
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    Object.assign(element, attributes);
    element.append(...children);
    return element;
  };

  const columns = (table) =>
    [...table.classList].flatMap((name) => name.match(/^pick-(\d+)$/)?.[1] ?? []).map(Number);

  const control = (table, chosen) => {
    const rows = [...table.tBodies[0].rows];
    const text = (row, column) => row.cells[column].textContent.trim();
    const words = make("input", { type: "search", autocomplete: "off" });
    const menus = chosen.map((column) => {
      const values = [...new Set(rows.map((row) => text(row, column)))];
      const menu = make("select", {}, new Option("all", ""));
      menu.append(...values.map((value) => new Option(value)));
      return { column, menu, name: table.tHead.rows[0].cells[column].textContent.trim() };
    });
    const count = make("output");
    const form = make(
      "form",
      { className: "pick" },
      make("label", {}, "Search in the table ", words),
      ...menus.map(({ menu, name }) => make("label", {}, `${name} `, menu)),
      make("button", { type: "reset" }, "Show all"),
      count,
    );
    const show = () => {
      const wanted = words.value.toLowerCase().split(/\s+/);
      let left = 0;
      for (const row of rows) {
        const all = row.textContent.toLowerCase();
        row.hidden = !(
          wanted.every((word) => all.includes(word)) &&
          menus.every(({ column, menu }) => !menu.value || text(row, column) === menu.value)
        );
        left += !row.hidden;
      }
      count.textContent = `${left} of ${rows.length} rows`;
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show)); // after the fields are empty
    show();
    return form;
  };

  for (const table of document.querySelectorAll('table[class*="pick-"]')) {
    const chosen = columns(table);
    if (chosen.length)
      (table.closest(".pst-scrollable-table-container") ?? table).before(control(table, chosen));
  }
})();
