// A figure as large as the window, or larger on a phone, where it is pushed about.
(() => {
  "use strict";
  const enlarge = (figure) => {
    const dialog = document.createElement("dialog");
    dialog.className = "zoom";
    dialog.setAttribute("aria-label", figure.querySelector(".caption-text").textContent);
    const picture = [...figure.querySelectorAll("img")].find((img) => img.offsetParent);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close, picture.cloneNode());
    // The theme takes this key for itself.
    dialog.addEventListener("keydown", ({ key }) => key === "Escape" && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  for (const block of document.querySelectorAll(".figure-block")) {
    const figure = block.querySelector("figure:has(img)");
    const links = block.querySelector(".figure-downloads");
    if (!figure || !links) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cite-copy";
    button.textContent = "Enlarge";
    button.addEventListener("click", () => enlarge(figure));
    links.append(button);
    for (const picture of figure.querySelectorAll("img")) {
      picture.addEventListener("click", () => enlarge(figure));
    }
  }
})();
