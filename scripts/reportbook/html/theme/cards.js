// A card that previews where a link leads: for a mouse after a moment, for a keyboard at once, for a
// finger at the first tap, the second follows. Escape closes it, and it stays while pointed at.
(() => {
  "use strict";
  if (!HTMLElement.prototype.showPopover) return;
  const LINKS = ".bd-article a.reference.internal:not(.download)";
  const root = new URL(document.documentElement.dataset.content_root, location.href).href;
  const card = document.createElement("div");
  Object.assign(card, { id: "card", className: "card-preview", popover: "manual" });
  document.querySelector(".bd-article")?.append(card);
  const pages = {};
  const asked = {};
  let current, wanted, timer, pointer;

  window.bookCards = (page, cards) => (pages[page] = cards);
  const ask = (page) =>
    (asked[page] ??= new Promise((done) => {
      const script = document.createElement("script");
      Object.assign(script, { src: `${root}_cards/${page}.js`, onload: done, onerror: done });
      document.head.append(script);
    }));

  // The link that an event is about, if it leads away from where it stands.
  const about = (event) => {
    const link = event.target.closest?.(LINKS);
    const [page, id] = link?.href.startsWith(root) ? link.href.slice(root.length).split(/\.html[^#]*#?/) : [];
    const known = id || (id === "" && link.querySelector(".doc"));
    return known && !link.closest(`[id="${CSS.escape(id)}"]:not(section)`) ? { link, page, id } : null;
  };

  const place = (link) => {
    const boxes = [...link.getClientRects()];
    const box = boxes.find((box) => box.bottom >= pointer?.y) ?? boxes[0];
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const below = box.bottom + card.offsetHeight < innerHeight || box.top < card.offsetHeight;
    card.style.left = `${scrollX + Math.max(8, Math.min(box.left, room))}px`;
    card.style.top = `${scrollY + (below ? box.bottom : box.top - card.offsetHeight)}px`;
  };

  const close = () => {
    clearTimeout(timer);
    wanted = null;
    current?.removeAttribute("aria-describedby");
    if (current) card.hidePopover();
    current = null;
  };

  const open = async ({ link, page, id }, byTouch) => {
    wanted = link;
    await ask(page);
    const said = pages[page]?.[decodeURIComponent(id)];
    if (wanted !== link || !said) return Boolean(said);
    if (current) close();
    const inside = document.createElement("template");
    inside.innerHTML = said;
    for (const img of inside.content.querySelectorAll("img")) img.src = `${root}_images/${img.getAttribute("src")}`;
    card.replaceChildren(inside.content);
    if (byTouch) card.append(Object.assign(document.createElement("a"), { href: link.href, textContent: "Open" }));
    link.removeAttribute("title"); // the browser would show it over the card
    link.setAttribute("aria-describedby", card.id);
    current = link;
    card.showPopover();
    place(link);
    for (const img of card.querySelectorAll("img")) img.onload = () => current === link && place(link);
    return true;
  };

  const wait = (act, time) => {
    clearTimeout(timer);
    timer = setTimeout(act, time);
  };
  const isTouch = () => pointer?.pointerType === "touch";
  addEventListener("pointerdown", (event) => {
    pointer = event;
    if (current && !card.contains(event.target) && !current.contains(event.target)) close();
  });
  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    pointer = event;
    const found = about(event);
    if (card.contains(event.target) || (found && found.link === current)) clearTimeout(timer);
    else if (found) wait(() => open(found), 250);
    else if (current && !current.matches(":focus-visible")) wait(close, 250);
    else if (!current) clearTimeout(timer);
  });
  addEventListener("focusin", (event) => {
    const found = event.target.matches(":focus-visible") && about(event);
    if (found) open(found);
    else if (!card.contains(event.target)) close();
  });
  addEventListener("keydown", (event) => {
    pointer = null;
    if (event.key === "Escape") close();
  });
  addEventListener(
    "click",
    (event) => {
      const found = isTouch() && about(event);
      if (!found || found.link === current) return;
      event.preventDefault();
      open(found, true).then((shown) => shown || location.assign(found.link.href));
    },
    true,
  );
})();
