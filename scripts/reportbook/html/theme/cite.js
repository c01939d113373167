// Buttons that copy a citation: of the page in each style, of a section, of a figure or table.
// Without them everything can still be read, selected and downloaded.
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
  function add(parent, words, rest, cited) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite-copy";
    button.textContent = words;
    button.setAttribute("aria-label", `${words} ${rest}`);
    button.title = "Copy the citation";
    button.addEventListener("click", () => copy(...cited(), button));
    parent.append(button);
  }

  for (const entry of box.querySelectorAll("dd")) {
    const style = entry.previousElementSibling.textContent;
    const sentence = entry.firstElementChild;
    const cited = () => [sentence.innerHTML, sentence.textContent];
    add(entry, "Copy", style, cited);
  }

  // Of a part, as `book.citing` prints it.
  const whole = box.querySelector("dd > p");
  const [html, text] = [whole.innerHTML, whole.textContent];
  const page = box.querySelector(".cite-version a")?.href;

  function part(name, title, id) {
    const opening = document.createElement("p");
    opening.textContent = `${name}“${title}”, in: `;
    const exact = (words) => (page ? words.replaceAll(page, `${page}#${id}`) : words);
    return [exact(opening.innerHTML + html), exact(opening.textContent + text)];
  }

  for (const link of document.querySelectorAll(":is(h2, h3, h4) > .headerlink")) {
    const heading = link.parentElement;
    const id = link.hash.slice(1);
    if (id === "cite") continue;
    const title = [...heading.childNodes].filter((n) => n !== link).map((n) => n.textContent);
    const cited = () => part("Section ", title.join("").trim(), id);
    add(heading, "Cite", "this section", cited);
  }

  for (const block of document.querySelectorAll(".figure-block")) {
    const number = block.querySelector(".caption-number");
    const line = block.querySelector(".figure-downloads");
    if (!number || !line) continue;
    const kind = block.querySelector("figure") ? "figure" : "table";
    const title = block.querySelector(".caption-text").textContent.trim();
    const id = block.querySelector(":is(figcaption, caption) .headerlink").hash.slice(1);
    const cited = () => part(`${number.textContent.trim()}, `, title, id);
    add(line, "Cite", `this ${kind}`, cited);
  }
});
