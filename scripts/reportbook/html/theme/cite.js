// Buttons that copy a citation of the page in each style, and buttons that open all citations and
// files of a section, a figure or table, or any other element of class "entry" with an id.
// Without them everything on the page can still be read, selected and downloaded.
addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".cite-box");
  if (!box) return;
  const said = box.appendChild(document.createElement("p"));
  said.setAttribute("role", "status");
  said.className = "visually-hidden";

  async function copy(html, text, button) {
    const kinds = { "text/html": html, "text/plain": text };
    try {
      const blobs = Object.entries(kinds).map(([type, data]) => [type, new Blob([data], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      // Over plain HTTP there is no clipboard to write to, but the old command works.
      const fill = (event) => {
        for (const [type, data] of Object.entries(kinds)) event.clipboardData.setData(type, data);
        event.preventDefault();
      };
      document.addEventListener("copy", fill, { once: true });
      document.execCommand("copy");
    }
    said.textContent = "Citation copied";
    button.classList.add("copied");
    setTimeout(() => {
      said.textContent = "";
      button.classList.remove("copied");
    }, 2000);
  }

  // The name of a button begins with what is seen on it.
  function act(words, rest, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite-copy";
    button.textContent = words;
    button.setAttribute("aria-label", `${words} ${rest}`);
    button.addEventListener("click", () => action(button));
    return button;
  }

  function offer(styles) {
    for (const entry of styles.querySelectorAll("dd")) {
      const style = entry.previousElementSibling.textContent;
      const { innerHTML, textContent } = entry.firstElementChild;
      entry.append(act("Copy", style, (button) => copy(innerHTML, textContent, button)));
    }
  }

  offer(box);

  // ---- Parts of the page ----

  // The page's pattern has these signs for what a part is called, and for its id.
  const [NAME, PLACE] = ["\ue000", "\ue001"];
  const pattern = document.querySelector("template.cite-part").content;
  const tex = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
  const disarmed = {
    bib: (name) => name.replace(/[\\{}$&#_%~^]/g, (sign) => tex[sign] ?? `\\${sign}`),
    ris: (name) => name,
    json: (name) => JSON.stringify(name).slice(1, -1),
  };

  // As the styles do it: quotation marks alternate, and no full stop follows another end.
  function fit(name, after) {
    const outer = after.match(/^[.,]?([”’])/)?.[1];
    if (outer === "”") name = name.replaceAll("“", "‘").replaceAll("”", "’");
    if (outer === "’") name = name.replace(/‘([^‘’]*)’/g, "“$1”");
    const rest = /[.?!]$/.test(name) ? after.replace(/^([”’]?)\./, "$1") : after;
    return name + rest;
  }

  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "cite-dialog";
  dialog.setAttribute("aria-labelledby", "cite-dialog-title");

  function fill(node, name, id) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const [before, after] = texts.currentNode.data.replaceAll(PLACE, id).split(NAME);
      texts.currentNode.data = after === undefined ? before : before + fit(name, after);
    }
    for (const link of node.querySelectorAll("a[href]"))
      link.href = decodeURI(link.getAttribute("href")).replaceAll(PLACE, id);
  }

  function file(source, name, id) {
    const { ending, type } = source.dataset;
    const content = source.textContent.replaceAll(PLACE, id).replaceAll(NAME, () => disarmed[ending](name));
    const link = document.createElement("a");
    link.href = `data:${type};charset=utf-8,${encodeURIComponent(content)}`;
    link.download = `${id}.${ending}`;
    link.textContent = source.title;
    return link;
  }

  function open(kind, title, id) {
    const name = `${kind}: ${title}`;
    const heading = document.createElement("h2");
    heading.id = "cite-dialog-title";
    heading.textContent = `Cite this ${kind.toLowerCase()}`;
    const styles = pattern.querySelector("dl").cloneNode(true);
    fill(styles, name, id);
    const files = document.createElement("p");
    files.className = "cite-files";
    files.append("Download: ");
    [...pattern.querySelectorAll("pre")].forEach((source, n) =>
      files.append(n ? ", " : "", file(source, name, id)));
    const close = document.createElement("button");
    close.type = "button";
    close.className = "cite-copy";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(heading, styles, files, close, said);
    offer(styles);
    dialog.showModal();
  }

  // The theme keeps this key from the browser.
  dialog.addEventListener("keydown", ({ key }) => key === "Escape" && dialog.close());
  // A modal dialog hides what is outside of it from screen readers.
  dialog.addEventListener("close", () => box.append(said));

  function cite(kind, title, id, where) {
    const button = act("Cite", `this ${kind.toLowerCase()}`, () => open(kind, title.trim(), id));
    button.setAttribute("aria-haspopup", "dialog");
    where(button);
  }

  for (const link of document.querySelectorAll(":is(h2, h3, h4) > .headerlink")) {
    const heading = link.parentElement;
    const id = link.hash.slice(1);
    if (id === "cite") continue;
    const title = [...heading.childNodes].filter((n) => n !== link).map((n) => n.textContent);
    // Beside the heading, for a button in it would belong to its name.
    cite("Section", title.join(""), id, (button) => heading.after(button));
  }

  for (const block of document.querySelectorAll(".figure-block")) {
    const line = block.querySelector(".figure-downloads");
    const link = block.querySelector(":is(figcaption, caption) .headerlink");
    if (!link || !line) continue;
    const kind = block.querySelector("figure") ? "Figure" : "Table";
    const title = block.querySelector(".caption-text").textContent;
    cite(kind, title, link.hash.slice(1), (button) => line.append(button));
  }

  for (const entry of document.querySelectorAll(".bd-article .entry[id]")) {
    const title = entry.dataset.title ?? entry.querySelector("th, td, h3, h4, strong")?.textContent;
    const kind = /entry-(\w+)/.exec(entry.className)?.[1] ?? "entry";
    const name = kind[0].toUpperCase() + kind.slice(1);
    // In its fold, if it has one: a button in every row would be louder than what the row says.
    const place = entry.querySelector("details") ?? (entry.matches("tr") ? entry.lastElementChild : entry);
    cite(name, title ?? entry.id, entry.id, (button) => place.append(button));
  }
});
