// What is folded: code, long notes, data. Without a script code and data open one by one, and notes
// stand there whole.
(() => {
  "use strict";
  const KEY = "show-code";
  // From a disk or in a private window there may be no storage.
  const recall = () => {
    try {
      return localStorage.getItem(KEY) === "yes";
    } catch {
      return false;
    }
  };
  const remember = (shown) => {
    try {
      localStorage.setItem(KEY, shown ? "yes" : "no");
    } catch {
      // It holds for this page, then.
    }
  };

  const folds = document.querySelectorAll("details.code-fold");
  const bar = document.querySelector(".article-header-buttons");
  if (folds.length && bar) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm code-switch";
    button.innerHTML = '<span class="code-switch-verb">Show&nbsp;</span>code';
    button.setAttribute("aria-label", "Show code");
    const show = (shown) => {
      for (const fold of folds) fold.open = shown;
      document.documentElement.classList.toggle("with-code", shown);
      button.setAttribute("aria-pressed", shown);
    };
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      show(shown);
      remember(shown);
    });
    bar.prepend(button);
    show(recall());
  }

  // A note of more than two lines ends in a button; whatever is reached inside it opens it, too.
  const unfold = (note, button) => {
    note.classList.add("open");
    button.remove();
  };
  for (const note of document.querySelectorAll(".figure-note")) {
    if (note.scrollHeight <= note.clientHeight + 2) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "note-more";
    button.textContent = "… more";
    button.setAttribute("aria-label", "… more of this note");
    button.addEventListener("click", () => unfold(note, button));
    note.addEventListener("focusin", ({ target }) => target !== button && unfold(note, button));
    note.append(button);
  }

  // A link into a folded box opens it; not all browsers do so by themselves.
  addEventListener("click", ({ target }) => {
    const link = target.closest?.('a[href^="#"]');
    const box = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const fold = box?.closest("details");
    if (fold) fold.open = true;
  });
})();
